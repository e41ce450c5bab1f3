export default function Page() {
  return <p>What is measured is in /one, /ten, /big, /static, /memo and /api/one.</p>;
}
