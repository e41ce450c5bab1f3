import { cached } from "../../lib/read";

export default async function Page() {
  return <p>{await cached("page", "products")}</p>;
}
