import { cacheLife, cacheTag } from "next/cache";
import { connection } from "next/server";
import { Suspense } from "react";

const instance = () => process.env["E2E_INSTANCE"] ?? "?";

// File, name, argument and build id are those of the app `shapes`; only the content is another.
export async function inv(key: string): Promise<string> {
  "use cache";
  cacheTag("t1", `k-${key}`);
  cacheLife({ stale: 300, revalidate: 3600, expire: 86_400 });
  const query = new URLSearchParams({ part: "inv", key, at: instance() });
  const response = await fetch(`${process.env["E2E_SOURCE"]}/read?${query}`);
  const { version } = (await response.json()) as { version: number };
  return `~inv|v=${version}|n=1|at=${instance()}|app=neighbour~`;
}

async function Cached({ id }: { id: string }) {
  return <p>{await inv(id)}</p>;
}

export const Part = ({ id }: { id: string }) => <Cached id={id} />;

async function PerRequest({ id }: { id: string }) {
  await connection();
  return (
    <>
      <p>{`~hole|at=${instance()}~`}</p>
      <Cached id={id} />
    </>
  );
}

/** A part that is read for each request and therefore comes from the `'use cache'` handler. */
export const PartInHole = ({ id }: { id: string }) => (
  <Suspense fallback={<p>pending</p>}>
    <PerRequest id={id} />
  </Suspense>
);
