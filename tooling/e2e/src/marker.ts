/** What a fixture page says about itself: `~inv|v=3|n=2|at=B~`. */
export type Marker = { name: string; version: number; count: number; at: string };

const pattern = /~(\w+)((?:\|\w+=[\w-]+)*)~/g;

/** Distinct markers in order of appearance; a document repeats each of them in its inlined flight data. */
export function readMarkers(body: string): Marker[] {
  const texts = new Set([...body.matchAll(pattern)].map((match) => match[0]));
  return [...texts].map((text) => {
    const [name = "", ...pairs] = text.slice(1, -1).split("|");
    const fields = new Map(pairs.map((pair) => pair.split("=") as [string, string]));
    return {
      name,
      version: Number(fields.get("v") ?? Number.NaN),
      count: Number(fields.get("n") ?? Number.NaN),
      at: fields.get("at") ?? "",
    };
  });
}

export const versionsOf = (markers: Marker[], name: string): number[] =>
  markers.filter((marker) => marker.name === name).map((marker) => marker.version);
