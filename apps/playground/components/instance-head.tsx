import type { FleetName, InstanceState } from "../lib/live-state";
import { CommandForm } from "./command-form";

interface Props {
  readonly fleet: FleetName;
  readonly instance: InstanceState;
  readonly canGo: boolean;
}

export function InstanceHead({ fleet, instance: { name, state, skew }, canGo }: Props) {
  return (
    <th role="columnheader" scope="col" className="instance" data-state={state}>
      <b>{name}</b>{" "}
      <span className="chip">
        {state}
        {skew !== null && `, clock ${skew}`}
      </span>
      <CommandForm command="remove-instance" fields={{ fleet, instance: name }} label={`Remove instance ${name}`}>
        <button className="small" disabled={!canGo} aria-label={`Remove instance ${name}`} title="Remove">
          ×
        </button>
      </CommandForm>
    </th>
  );
}
