import { connection } from "next/server";
import { read } from "../../lib/read";

/** Rendered for each request; only its data is cached. */
export default async function Page() {
  await connection();
  return <p>{await read("data", { next: { tags: ["t1"], revalidate: 3600 } })}</p>;
}
