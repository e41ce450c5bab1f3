"use client";

export default function ViewError({ reset }: { readonly reset: () => void }) {
  return (
    <section className="panel" role="alert">
      <h1>That did not work</h1>
      <p>
        The instance that was asked refused or is gone. Changes need the token: open the address that the playground
        printed at its start. An instance that was killed is started again under Faults.
      </p>
      <button type="button" onClick={reset}>
        Try again
      </button>
    </section>
  );
}
