import { surfaces } from "../lib/surfaces";

/** As high as the board, so that nothing moves when it comes. */
export function FleetSkeleton() {
  return (
    <section className="board" aria-busy="true" aria-label="Loading the fleet">
      <p className="summary">Asking every instance …</p>
      <div className="skeleton" style={{ "--rows": surfaces.length } as React.CSSProperties} />
    </section>
  );
}
