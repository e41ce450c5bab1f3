/** What a surface shows: a version of its topic, and who made the cached value from it and when. */
export interface Stamp {
  readonly topic: string;
  readonly version: number;
  readonly madeBy: string;
  /** ISO 8601, by the clock of the instance that made it. `null` when the surface cannot carry it. */
  readonly madeAt: string | null;
}

/** For an attribute of an element, so that a script finds in the page itself what a reader sees. */
export function stampText({ topic, version, madeBy, madeAt }: Stamp): string {
  return [topic, version, madeBy, madeAt ?? "-"].join(" ");
}

export function parseStampText(text: string): Stamp {
  const [topic = "", version = "", madeBy = "", madeAt = "-"] = text.split(" ");
  return { topic, version: Number(version), madeBy, madeAt: madeAt === "-" ? null : madeAt };
}
