/** The app was started by itself, as tests do. */
export function NoControl() {
  return (
    <section className="panel">
      <p>
        There is nothing to watch here: this instance was started without its control server. Start the playground with{" "}
        <code>npx --yes pnpm@12.21.0 playground</code>.
      </p>
    </section>
  );
}
