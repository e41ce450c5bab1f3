import type { FleetState } from "../lib/live-state";
import { CommandForm } from "./command-form";

export function RedisFaults({ state }: { readonly state: FleetState["redis"] }) {
  return (
    <section className="panel" aria-labelledby="redis">
      <h2 id="redis">Redis</h2>
      <CommandForm command="redis" className="row fault" label="Redis">
        <span className="chip state" data-state={state}>
          {state ?? "not there"}
        </span>
        {state === "stopped" ? (
          <button name="do" value="start">
            Start
          </button>
        ) : (
          <button name="do" value="stop">
            Stop
          </button>
        )}
        {state === "paused" ? (
          <button name="do" value="resume">
            Resume
          </button>
        ) : (
          <button name="do" value="pause" disabled={state !== "running"}>
            Hang
          </button>
        )}
        <button name="do" value="flush" disabled={state !== "running"}>
          Flush
        </button>
      </CommandForm>
    </section>
  );
}
