export default function Page() {
  return <h1>neighbour</h1>;
}
