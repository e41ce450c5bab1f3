/** What is measured. Names, units (UCUM) and attributes follow the semantic conventions of OpenTelemetry. */
export interface Instrument {
  readonly type: "counter" | "gauge" | "histogram";
  /** `s`, `By`, or what is counted in braces. */
  readonly unit: string;
  readonly description: string;
  /** Every attribute has a closed set of values: never a tag, a key or an argument. */
  readonly attributes: readonly AttributeName[];
  /** Only of a histogram: upper bounds of its buckets, in its unit. */
  readonly boundaries?: readonly number[];
}

export type AttributeName =
  | "error.type"
  | "http.response.status_code"
  | "tagledger.answer"
  | "tagledger.change"
  | "tagledger.code"
  | "tagledger.hook"
  | "tagledger.kind"
  | "tagledger.operation"
  | "tagledger.outcome"
  | "tagledger.reason"
  | "tagledger.tier";

/** A call to a store on the same machine takes a fraction of a millisecond, a missed deadline half a second. */
const LATENCY = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** An instance that nobody asks learns nothing. */
const DELAY = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

export type CounterName =
  | "tagledger.gets"
  | "tagledger.read.size"
  | "tagledger.write.size"
  | "tagledger.writes"
  | "tagledger.invalidations"
  | "tagledger.store.failures"
  | "tagledger.ledger.changes"
  | "tagledger.webhook.requests"
  | "tagledger.hook.batches"
  | "tagledger.problems";

export type GaugeName = "tagledger.store.breaker" | "tagledger.ledger.position";

export type HistogramName =
  | "tagledger.operation.duration"
  | "tagledger.wait.duration"
  | "tagledger.refresh.duration"
  | "tagledger.learn.delay"
  | "tagledger.invalidate.duration";

export type InstrumentName = CounterName | GaugeName | HistogramName;

type Table<Name extends string, Type extends Instrument["type"]> = {
  readonly [One in Name]: Instrument & { readonly type: Type };
};

export const INSTRUMENTS: Table<CounterName, "counter"> &
  Table<GaugeName, "gauge"> &
  Table<HistogramName, "histogram"> = {
  "tagledger.gets": {
    type: "counter",
    unit: "{get}",
    description: "Questions of Next.js to a cache handler, by what could be answered",
    attributes: ["tagledger.kind", "tagledger.answer", "tagledger.tier", "tagledger.reason"],
  },
  "tagledger.operation.duration": {
    type: "histogram",
    unit: "s",
    description: "Duration of a call of Next.js to a cache handler",
    attributes: ["tagledger.operation", "tagledger.kind", "error.type"],
    boundaries: LATENCY,
  },
  "tagledger.wait.duration": {
    type: "histogram",
    unit: "s",
    description: "Time that a reader waited for another process to make the entry",
    attributes: ["tagledger.kind"],
    boundaries: LATENCY,
  },
  "tagledger.read.size": {
    type: "counter",
    unit: "By",
    description: "Bytes of bodies that were read",
    attributes: ["tagledger.kind", "tagledger.tier"],
  },
  "tagledger.write.size": {
    type: "counter",
    unit: "By",
    description: "Bytes of bodies that were written",
    attributes: ["tagledger.kind", "tagledger.tier"],
  },
  "tagledger.writes": {
    type: "counter",
    unit: "{write}",
    description: "Entries that were to be stored, by what came of it",
    attributes: ["tagledger.kind", "tagledger.outcome", "tagledger.reason"],
  },
  "tagledger.refresh.duration": {
    type: "histogram",
    unit: "s",
    description: "Time that asking the store for what is new in the ledger took",
    attributes: ["tagledger.outcome"],
    boundaries: LATENCY,
  },
  "tagledger.learn.delay": {
    type: "histogram",
    unit: "s",
    description: "Time between the record of an invalidation by another instance and its being known on this one",
    attributes: [],
    boundaries: DELAY,
  },
  "tagledger.invalidations": {
    type: "counter",
    unit: "{invalidation}",
    description: "Invalidations by this instance, by whether the ledger has them",
    attributes: ["tagledger.kind", "tagledger.outcome"],
  },
  "tagledger.invalidate.duration": {
    type: "histogram",
    unit: "s",
    description: "Time that recording an invalidation took",
    attributes: ["tagledger.outcome"],
    boundaries: LATENCY,
  },
  "tagledger.store.failures": {
    type: "counter",
    unit: "{failure}",
    description: "Calls to the store that failed or missed their deadline",
    attributes: ["tagledger.operation", "tagledger.outcome"],
  },
  "tagledger.store.breaker": {
    type: "gauge",
    unit: "1",
    description: "1 while the store is not asked because it failed, 0 while it is",
    attributes: [],
  },
  "tagledger.ledger.position": {
    type: "gauge",
    unit: "1",
    description: "Position up to which the ledger is known",
    attributes: [],
  },
  "tagledger.ledger.changes": {
    type: "counter",
    unit: "{change}",
    description: "Times that a ledger was opened or renewed; everything cached before a renewal is missed",
    attributes: ["tagledger.change"],
  },
  "tagledger.webhook.requests": {
    type: "counter",
    unit: "{request}",
    description: "Calls of the webhook, by how they were answered",
    attributes: ["http.response.status_code", "tagledger.outcome"],
  },
  "tagledger.hook.batches": {
    type: "counter",
    unit: "{batch}",
    description: "Batches that hooks of onInvalidate were given, by what came of it",
    attributes: ["tagledger.hook", "tagledger.outcome"],
  },
  "tagledger.problems": {
    type: "counter",
    unit: "{problem}",
    description: "Problems that an operator should know",
    attributes: ["tagledger.code"],
  },
};

export type Attributes = { readonly [Name in AttributeName]?: string | number };

/** Where measurements go. Nothing here may throw. */
export interface Sink {
  add(name: CounterName, value: number, attributes: Attributes): void;
  record(name: HistogramName, value: number, attributes: Attributes): void;
  set(name: GaugeName, value: number): void;
}
