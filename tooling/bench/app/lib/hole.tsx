import { connection } from "next/server";
import { type ReactNode, Suspense } from "react";

/** A part of a page that is rendered for each request, within a shell that is not. */
export function Hole({ render }: { render: () => Promise<ReactNode> }) {
  return (
    <Suspense fallback={<p>waiting</p>}>
      <Rendered render={render} />
    </Suspense>
  );
}

async function Rendered({ render }: { render: () => Promise<ReactNode> }) {
  await connection();
  return render();
}
