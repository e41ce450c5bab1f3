import { read } from "../../lib/read";

export const revalidate = 1;

export default async function Page() {
  return <p>{await read("timed", { next: { revalidate: 1 } })}</p>;
}
