import { Suspense, type ReactNode } from "react";

export type Params = { params: Promise<{ slug: string }> };

/** Two of many paths are listed, as generateStaticParams of a shop would. */
export const listed = () => [{ slug: "a" }, { slug: "b" }];

async function AfterParams({ params, children }: Params & { children: (slug: string) => ReactNode }) {
  return children((await params).slug);
}

/** The boundary is what gives the route a fallback shell. */
export function InParams({ params, children }: Params & { children: (slug: string) => ReactNode }) {
  return (
    <Suspense fallback={<p>params pending</p>}>
      <AfterParams params={params}>{children}</AfterParams>
    </Suspense>
  );
}
