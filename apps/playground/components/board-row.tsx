import type { InstanceState, Readings } from "../lib/live-state";
import type { Surface } from "../lib/surfaces";
import { cellOf, disagrees, problemOf } from "./agreement";
import { BoardCell } from "./board-cell";

interface Props {
  readonly surface: Surface;
  readonly instances: readonly InstanceState[];
  readonly readings: Readings | undefined;
}

export function BoardRow({ surface, instances, readings }: Props) {
  const { name, title, path } = surface;
  const current = readings?.current[name];
  return (
    <tr role="row" data-surface={name}>
      <th role="rowheader" scope="row">
        <a href={path}>{title}</a>
        <small>
          source v{current ?? "…"}
          {disagrees(readings, instances, name) && <strong className="chip differs">≠ disagree</strong>}
        </small>
      </th>
      {instances.map((instance) => (
        <BoardCell
          key={instance.name}
          instance={instance.name}
          cell={cellOf(readings, instance.name, name)}
          problem={problemOf(readings, instance.name, name)}
        />
      ))}
    </tr>
  );
}
