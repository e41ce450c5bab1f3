export type SurfaceKind = "page" | "route" | "legacy" | "image";

/** One way in which Next.js caches something. Its name is also its topic at the data source. */
export interface Surface {
  readonly name: string;
  readonly title: string;
  readonly kind: SurfaceKind;
  readonly path: string;
}

export const surfaces = [
  { name: "hole", title: "'use cache' in a dynamic hole", kind: "page", path: "/hole" },
  { name: "remote", title: "'use cache: remote' in a dynamic hole", kind: "page", path: "/remote" },
  { name: "static", title: "Prerendered page", kind: "page", path: "/static" },
  { name: "shell", title: "Prerendered shell around a dynamic hole", kind: "page", path: "/shell" },
  { name: "listed", title: "generateStaticParams, listed slug", kind: "page", path: "/products/listed" },
  { name: "unlisted", title: "generateStaticParams, unlisted slug", kind: "page", path: "/products/unlisted" },
  { name: "cached", title: "GET route handler, prerendered", kind: "route", path: "/api/cached" },
  { name: "dynamic", title: "GET route handler, dynamic, with a cached function", kind: "route", path: "/api/dynamic" },
  { name: "fetched", title: "fetch with a tag", kind: "route", path: "/api/fetched" },
  { name: "memoized", title: "unstable_cache", kind: "route", path: "/api/memoized" },
  { name: "legacy", title: "Pages Router, getStaticProps", kind: "legacy", path: "/legacy" },
  { name: "image", title: "next/image", kind: "image", path: "/_next/image?url=%2Fapi%2Fpicture&w=256&q=75" },
] as const satisfies readonly Surface[];

export type SurfaceName = (typeof surfaces)[number]["name"];

export function isSurfaceName(name: string): name is SurfaceName {
  return surfaces.some((surface) => surface.name === name);
}

/** Images and pages of the Pages Router carry no tags. */
export function isTagged({ kind }: Surface): boolean {
  return kind === "page" || kind === "route";
}

/** On everything that carries tags. */
export const allTag = "topic:all";

export function tagOf(name: SurfaceName): string {
  return `topic:${name}`;
}
