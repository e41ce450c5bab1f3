import type { RequestType } from "./request.ts";

/** One kind of page or route handler of the fixture app `shapes`. */
export type Shape = {
  name: string;
  path: string;
  /** The key its cached parts read with. */
  key: string;
  segment: string;
  types: RequestType[];
  /** Next renders every navigation to a path that the build did not list, also when its document is static. */
  listed: boolean;
};

const pageTypes: RequestType[] = ["D", "N", "P", "S"];

function page(name: string, path: string, key = name): Shape {
  const [, first, slug] = path.split("/");
  const segment = `/${first}${slug ? "/$d$slug" : ""}/__PAGE__`;
  return { name, path, key, segment, types: pageTypes, listed: !name.endsWith("-zz") };
}

const handler = (name: string, path: string): Shape => ({
  name,
  path,
  key: name,
  segment: "",
  types: ["D"],
  listed: true,
});

/**
 * `-a` is listed by generateStaticParams, `-zz` is not. The two `gs` and the two `gv` share the keys of their parts.
 */
export const shapes: Shape[] = [
  page("st", "/st"),
  page("ppr", "/ppr"),
  page("g-a", "/g/a"),
  page("gp-a", "/gp/a"),
  page("gn-a", "/gn/a"),
  page("gb-a", "/gb/a"),
  page("gs", "/gs/a", "gs"),
  page("gv", "/gv/a", "gv"),
  page("gb-zz", "/gb/zz"),
  page("g-zz", "/g/zz"),
  page("gp-zz", "/gp/zz"),
  page("gs-zz", "/gs/zz", "gs"),
  page("gv-zz", "/gv/zz", "gv"),
  handler("r", "/r"),
  handler("rg-a", "/rg/a"),
];

export function shapeNamed(name: string): Shape {
  const shape = shapes.find((candidate) => candidate.name === name);
  if (!shape) throw new Error(`no shape ${name}`);
  return shape;
}
