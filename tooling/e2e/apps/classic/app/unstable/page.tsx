import { unstable_cache } from "next/cache";
import { connection } from "next/server";
import { read } from "../../lib/read";

const cached = unstable_cache(() => read("unstable", { cache: "no-store" }), ["unstable"], {
  tags: ["t1"],
  revalidate: 3600,
});

/** Rendered for each request; only its data is cached. */
export default async function Page() {
  await connection();
  return <p>{await cached()}</p>;
}
