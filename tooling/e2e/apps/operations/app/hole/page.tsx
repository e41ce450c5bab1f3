import { connection } from "next/server";
import { Suspense } from "react";
import { cached, memoized } from "../../lib/read";

export default function Page() {
  return (
    <Suspense fallback={<p>waiting</p>}>
      <Hole />
    </Suspense>
  );
}

async function Hole() {
  await connection();
  return (
    <p>
      {await cached("hole", "products")} {await memoized("products")}
    </p>
  );
}
