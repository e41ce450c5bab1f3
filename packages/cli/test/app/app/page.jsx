import { cacheLife, cacheTag, updateTag } from "next/cache";

async function products() {
  "use cache";
  cacheTag("products");
  cacheLife("days");
  return "three products";
}

export default async function Page() {
  async function refresh() {
    "use server";
    updateTag("products");
  }
  return (
    <form action={refresh}>
      <p>{await products()}</p>
      <button type="submit">refresh</button>
    </form>
  );
}
