import type { HandlerProcess, HandlerSubject, OpenHandlers, ProcessOptions } from "../handler-subject.ts";
import { topic, type Topic } from "../claim.ts";

/** Who does what in a claim on invalidation. */
export interface Cast {
  readonly subject: HandlerSubject;
  /** Stores the entries. */
  readonly writer: HandlerProcess;
  /** Invalidates. */
  readonly invalidator: HandlerProcess;
  /** Is asked for the entries first, then the writer is. */
  readonly reader: HandlerProcess;
  readonly everyone: readonly HandlerProcess[];
}

const TEN_MINUTES_MS = 600_000;

/** An invalidation is worth nothing if it holds only where it was made, or only while all clocks agree. */
const ARRANGEMENTS: { readonly [name: string]: (subject: HandlerSubject) => Promise<Cast> } = {
  "in one process": async (subject) => {
    const only = await subject.start();
    return { subject, writer: only, invalidator: only, reader: only, everyone: [only] };
  },
  "C1 across processes": (subject) => castOf(subject, {}, {}, {}),
  "C1 across processes without memory of their own": (subject) =>
    castOf(subject, { nearBytes: 0 }, { nearBytes: 0 }, { nearBytes: 0 }),
  "C2 across processes whose clocks are ten minutes apart": (subject) =>
    castOf(subject, { skewMs: TEN_MINUTES_MS }, { skewMs: -TEN_MINUTES_MS }, {}),
  "C2 across processes whose clocks are ten minutes apart the other way": (subject) =>
    castOf(subject, { skewMs: -TEN_MINUTES_MS }, {}, { skewMs: TEN_MINUTES_MS }),
};

async function castOf(
  subject: HandlerSubject,
  writing: ProcessOptions,
  invalidating: ProcessOptions,
  reading: ProcessOptions,
): Promise<Cast> {
  const writer = await subject.start(writing);
  const invalidator = await subject.start(invalidating);
  const reader = await subject.start(reading);
  return { subject, writer, invalidator, reader, everyone: [reader, writer, invalidator] };
}

/** The same claims for every arrangement of processes. */
export function arranged(
  name: string,
  claims: { readonly [name: string]: (cast: Cast) => Promise<void> },
): readonly Topic<OpenHandlers>[] {
  return Object.entries(ARRANGEMENTS).map(([arrangement, arrange]) =>
    topic<OpenHandlers>(
      `${name}, ${arrangement}`,
      Object.fromEntries(
        Object.entries(claims).map(([claim, check]) => [
          claim,
          async (open: OpenHandlers) => check(await arrange(await open())),
        ]),
      ),
    ),
  );
}
