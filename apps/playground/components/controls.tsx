import { changeAction } from "../app/actions";
import { isTagged, type Surface } from "../lib/surfaces";

const tagged = [
  { how: "update-tag", label: "updateTag" },
  { how: "tag-now", label: "expire: 0" },
  { how: "tag-max", label: "'max'" },
  { how: "tag-in", label: "expire: 10" },
  { how: "path", label: "path" },
];

/** Plain forms of a Server Action: they work before and without the page's scripts. */
export function Controls({ surface }: { readonly surface: Surface }) {
  const choices = [{ how: "publish", label: "publish" }, ...(isTagged(surface) ? tagged : [])];
  return (
    <form className="controls" action={changeAction}>
      <input type="hidden" name="topic" value={surface.name} />
      {choices.map(({ how, label }) => (
        <button key={how} name="how" value={how}>
          {label}
        </button>
      ))}
      {surface.kind === "legacy" && (
        <button formAction="/api/legacy" formMethod="post">
          res.revalidate
        </button>
      )}
    </form>
  );
}
