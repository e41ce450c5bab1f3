import Link from "next/link";
import type { ReactNode } from "react";
import { type SurfaceName, surfaces } from "../lib/surfaces";

export function SurfacePage({ name, children }: { readonly name: SurfaceName; readonly children: ReactNode }) {
  const surface = surfaces.find((candidate) => candidate.name === name);
  return (
    <main>
      <p>
        <Link href="/">All surfaces</Link>
      </p>
      <h1>{surface?.title}</h1>
      {children}
    </main>
  );
}
