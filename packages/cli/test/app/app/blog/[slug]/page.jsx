import { cacheTag } from "next/cache";

export function generateStaticParams() {
  return [{ slug: "hello" }];
}

export default async function Post({ params }) {
  "use cache";
  const { slug } = await params;
  cacheTag("posts", `post:${slug}`);
  return <h1>post {slug}</h1>;
}
