import { changeAction } from "../app/actions";
import { customProfile } from "../lib/custom-profile";
import { surfaces } from "../lib/surfaces";

const changes = [
  { how: "update-tag", label: "updateTag", title: "The next answer of every instance is new" },
  { how: "tag-max", label: "revalidateTag 'max'", title: "The old answer passes while a new one is made" },
  { how: "tag-now", label: "{ expire: 0 }", title: "revalidateTag that expires at once" },
  {
    how: "tag-profile",
    label: `'${customProfile.name}'`,
    title: `A profile of this app: old answers pass for at most ${customProfile.expireSeconds} s`,
  },
  { how: "path", label: "revalidatePath", title: "By the path of the page" },
];

/** A plain form of a Server Action: it works before and without the page's scripts. */
export function ActPanel() {
  return (
    <form className="actions" action={changeAction}>
      <label>
        <span className="quiet">Data of</span>{" "}
        <select name="topic" defaultValue="all">
          <option value="all">every surface</option>
          {surfaces.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <button className="primary" name="how" value="publish" title="A new version at the source">
        Publish
      </button>
      <span className="quiet then">then</span>
      {changes.map(({ how, label, title }) => (
        <button key={how} name="how" value={how} title={title}>
          <code>{label}</code>
        </button>
      ))}
      <button formAction="/api/legacy" formMethod="post" title="The Pages Router renews its page on its own">
        <code>res.revalidate</code>
      </button>
    </form>
  );
}
