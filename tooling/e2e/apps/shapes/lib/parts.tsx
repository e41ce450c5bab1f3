import { cacheLife, cacheTag } from "next/cache";
import { connection } from "next/server";
import { Suspense } from "react";
import { countRender, holeMarker, recompute } from "./recompute";

const life = { stale: 300, revalidate: 3600, expire: 86_400 };

export async function inv(key: string): Promise<string> {
  "use cache";
  cacheTag("t1", `k-${key}`);
  cacheLife(life);
  return recompute("inv", key);
}

export async function invNoStore(key: string): Promise<string> {
  "use cache";
  cacheTag("t1", `k-${key}`);
  cacheLife(life);
  return recompute("inv", key, { cache: "no-store" });
}

export async function other(key: string): Promise<string> {
  "use cache";
  cacheTag("t2");
  cacheLife(life);
  return recompute("other", key);
}

export async function third(key: string): Promise<string> {
  "use cache";
  cacheLife(life);
  return recompute("third", key);
}

type Value = (key: string) => Promise<string>;

async function Part({ value, id }: { value: Value; id: string }) {
  return <p>{await value(id)}</p>;
}

/** `other` and `third` must survive the invalidation of `inv`'s tag. */
export function Parts({ id, first = inv }: { id: string; first?: Value }) {
  return (
    <section>
      <p>{countRender(id)}</p>
      <Part value={first} id={id} />
      <Part value={other} id={id} />
      <Part value={third} id={id} />
    </section>
  );
}

async function PerRequest() {
  await connection();
  return <p>{holeMarker()}</p>;
}

export function Hole() {
  return (
    <Suspense fallback={<p>hole pending</p>}>
      <PerRequest />
    </Suspense>
  );
}
