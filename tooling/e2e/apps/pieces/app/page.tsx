export default function Page() {
  return <p>pieces</p>;
}
