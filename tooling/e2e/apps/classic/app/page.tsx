export default function Page() {
  return <h1>classic</h1>;
}
