import type { LiveState } from "../lib/live-state";
import { CommandForm } from "./command-form";

const speeds = [
  { delayMs: 0, title: "As it is" },
  { delayMs: 300, title: "300 ms" },
  { delayMs: 2_000, title: "2 s" },
];

/** The data behind all fleets. */
export function SourceFaults({ source: { delayMs, fail } }: Pick<LiveState, "source">) {
  return (
    <section className="panel" aria-labelledby="source">
      <h2 id="source">Data source</h2>
      <CommandForm
        command="source"
        className="row fault"
        label="Speed of the data source"
        fields={{ fail: fail ? "1" : "0" }}
      >
        <span className="quiet">A read takes</span>
        {speeds.map(({ delayMs: value, title }) => (
          <button key={value} name="delayMs" value={value} aria-pressed={value === delayMs}>
            {title}
          </button>
        ))}
      </CommandForm>
      <CommandForm
        command="source"
        className="row fault"
        label="Failure of the data source"
        fields={{ delayMs: String(delayMs) }}
      >
        <span className="quiet">It</span>
        <button name="fail" value="0" aria-pressed={!fail}>
          answers
        </button>
        <button name="fail" value="1" aria-pressed={fail}>
          fails
        </button>
      </CommandForm>
    </section>
  );
}
