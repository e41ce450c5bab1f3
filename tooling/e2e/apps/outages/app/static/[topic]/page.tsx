import { cached, topics } from "../../../lib/read";

export const generateStaticParams = () => topics;

export default async function Page({ params }: { params: Promise<{ topic: string }> }) {
  const { topic } = await params;
  return <p>{await cached(`static-${topic}`)}</p>;
}
