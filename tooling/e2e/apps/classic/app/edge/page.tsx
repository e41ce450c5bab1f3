export const runtime = "edge";
export const dynamic = "force-dynamic";

export default function Page() {
  return <p>{"~edge|at=page~"}</p>;
}
