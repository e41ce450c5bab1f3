import { connection } from "next/server";
import { Suspense } from "react";
import { cached, topics } from "../../../lib/read";

type Props = { params: Promise<{ topic: string }> };

export const generateStaticParams = () => topics;

export default function Page({ params }: Props) {
  return (
    <Suspense fallback={<p>waiting</p>}>
      <Hole params={params} />
    </Suspense>
  );
}

async function Hole({ params }: Props) {
  await connection();
  const { topic } = await params;
  return <p>{await cached(`hole-${topic}`)}</p>;
}
