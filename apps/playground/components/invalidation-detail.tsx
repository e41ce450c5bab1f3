import type { Invalidation } from "../lib/invalidation";
import { allTag } from "../lib/surfaces";

/** The same in words as the lines in the plot. */
export function InvalidationDetail({
  trace,
  fleet,
}: {
  readonly trace: Invalidation | undefined;
  readonly fleet: string;
}) {
  return (
    <section className="panel detail" aria-labelledby="detail">
      <h2 id="detail">What became of it</h2>
      {trace === undefined ? <p className="quiet">Nothing is chosen.</p> : <Detail trace={trace} fleet={fleet} />}
    </section>
  );
}

function Detail({ trace, fleet }: { readonly trace: Invalidation; readonly fleet: string }) {
  const { event, call, seq, lessons, hits } = trace;
  if (fleet === "builtin") {
    return (
      <p>
        <code>{String(event.message.call)}</code> on <b>{event.instance}</b>. Next’s own cache tells nobody: the other
        instances never learn of it.
      </p>
    );
  }
  return (
    <>
      <p>
        <code>{call}</code> on <b>{event.instance}</b>, recorded{seq !== undefined && ` at position ${seq}`} in{" "}
        {Number(event.message.durationMs).toFixed(1)} ms.
      </p>
      <dl>
        {lessons.map(({ instance, afterMs }) => (
          <div key={instance}>
            <dt>
              <b>{instance}</b> knew after
            </dt>
            <dd>{afterMs.toFixed(1)} ms</dd>
          </div>
        ))}
      </dl>
      {lessons.length === 0 && <p className="quiet">No other instance has been asked since.</p>}
      <p className="quiet">An instance looks into the ledger when it is asked for something, before it answers.</p>
      <h3>Entries it hit</h3>
      {hits.length === 0 && <p className="quiet">None was read since.</p>}
      <ol className="hits" tabIndex={0} aria-label="Entries it hit">
        {hits.map(({ id, instance, verdict, kind, key, tags, afterMs }) => (
          <li key={id}>
            <b>{instance}</b> <span className="chip">{verdict}</span> {afterMs.toFixed(0)} ms, {kind}{" "}
            <code title={key}>{tellingTag(tags) ?? key.slice(0, 12)}</code>
          </li>
        ))}
      </ol>
    </>
  );
}

/** The one that says most about an entry: its topic, or the last of its paths. */
function tellingTag(tags: readonly string[]): string | undefined {
  return tags.find((tag) => tag.startsWith("topic:") && tag !== allTag) ?? tags.findLast((tag) => tag !== allTag);
}
