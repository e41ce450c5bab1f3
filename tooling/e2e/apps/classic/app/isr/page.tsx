import { read } from "../../lib/read";

export default async function Page() {
  return <p>{await read("isr", { next: { tags: ["t1"], revalidate: 3600 } })}</p>;
}
