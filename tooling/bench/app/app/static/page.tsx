import { read } from "../../lib/read";

export default async function Page() {
  return <p>{await read("static")}</p>;
}
