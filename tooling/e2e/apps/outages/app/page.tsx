export default function Page() {
  return <p>outages</p>;
}
