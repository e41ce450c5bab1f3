export default function Page() {
  return <h1>shapes</h1>;
}
