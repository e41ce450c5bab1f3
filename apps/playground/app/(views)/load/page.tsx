export default function Page() {
  return <h1>Timeline</h1>;
}
