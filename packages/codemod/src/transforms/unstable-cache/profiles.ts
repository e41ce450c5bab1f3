import type { Context } from "../../transform.ts";

const CONFIG = /(?:^|\/)next\.config\.[cm]?[jt]s$/;

/** The `cacheLife` profiles that an app which runs this may have; `undefined` when one of them cannot be told. */
export function profilesAround({ app, project }: Context): ReadonlySet<string> | undefined {
  if (app.profiles !== undefined || project === undefined) return app.profiles;
  const names = new Set<string>();
  // A package that several apps share has the profiles of all of them.
  for (const path of project.paths.filter((each) => CONFIG.test(each))) {
    const { profiles } = project.app(path);
    if (profiles === undefined) return undefined;
    for (const name of profiles) names.add(name);
  }
  return names;
}
