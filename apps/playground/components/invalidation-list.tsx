import type { SeenEvent } from "../lib/event-store";

interface Props {
  readonly events: readonly SeenEvent[];
  readonly chosen: number | undefined;
  readonly onChoose: (id: number) => void;
}

export function InvalidationList({ events, chosen, onChoose }: Props) {
  return (
    <section className="panel" aria-labelledby="invalidations">
      <h2 id="invalidations">Invalidations</h2>
      {events.length === 0 && <p className="quiet">None yet. Make one under Fleet or Compare.</p>}
      <ol className="invalidations">
        {events.map(({ id, instance, message }) => {
          const { tags, kind } = message as { tags: readonly string[]; kind: string };
          return (
            <li key={id}>
              <button
                type="button"
                aria-pressed={id === chosen}
                onClick={() => onChoose(id)}
                onPointerEnter={() => onChoose(id)}
                onFocus={() => onChoose(id)}
              >
                <b>{instance}</b> <span className="chip">{kind}</span> <code>{tags.join(", ")}</code>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
