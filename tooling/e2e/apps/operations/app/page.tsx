export default function Page() {
  return <p>operations</p>;
}
