import type { FleetState, InstanceState } from "../lib/live-state";
import { CommandForm } from "./command-form";

export function InstanceFaults({ fleet: { name, instances } }: { readonly fleet: FleetState }) {
  return (
    <section className="panel" aria-labelledby="instances">
      <h2 id="instances">Instances</h2>
      {instances.map((instance) => (
        <CommandForm
          key={instance.name}
          command="instance"
          className="row fault"
          fields={{ fleet: name, instance: instance.name }}
          label={`Instance ${instance.name}`}
        >
          <b>{instance.name}</b>
          <span className="chip state" data-state={instance.state}>
            {instance.state}
            {instance.skew !== null && `, ${instance.skew}`}
          </span>
          <Choices instance={instance} />
        </CommandForm>
      ))}
    </section>
  );
}

function Choices({ instance: { state, skew } }: { readonly instance: InstanceState }) {
  return (
    <>
      {state === "stopped" ? (
        <Choice what="start">Start</Choice>
      ) : (
        <>
          <Choice what="kill">Kill</Choice>
          {state === "paused" ? <Choice what="resume">Resume</Choice> : <Choice what="pause">Hang</Choice>}
        </>
      )}
      {skew === null ? (
        <>
          <Choice what="ahead">Clock +10 min</Choice>
          <Choice what="behind">−10 min</Choice>
        </>
      ) : (
        <Choice what="right">Clock right</Choice>
      )}
    </>
  );
}

function Choice({ what, children }: { readonly what: string; readonly children: string }) {
  return (
    <button name="do" value={what}>
      {children}
    </button>
  );
}
