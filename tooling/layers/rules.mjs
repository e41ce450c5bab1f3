/**
 * The directions in which imports may point. Everything that this table does not know is an error, so that a new
 * package or a new file of core is given its place on purpose.
 *
 * @typedef {object} Rules
 * @property {Readonly<Record<string, readonly string[]>>} packages which packages of ours a published package may
 * import.
 * @property {Readonly<Record<string, readonly string[]>>} inTests what its tests may import besides.
 * @property {readonly string[]} apps what an app may import.
 * @property {Readonly<Record<string, readonly (readonly string[])[]>>} ranks for each package with ranks, its files from
 * the highest rank to the lowest. A file imports files of its own rank and of lower ones.
 * @property {Readonly<Record<string, readonly string[]>>} nextImporters for each package with an entry, the only files
 * that may import Next.js.
 */

/** @type {Rules} */
export const RULES = {
  packages: {
    "@tagledger/core": [],
    "@tagledger/filesystem": ["@tagledger/core"],
    "@tagledger/redis": ["@tagledger/core"],
    "@tagledger/conformance": ["@tagledger/core"],
    "@tagledger/opentelemetry": ["@tagledger/core"],
    "@tagledger/codemod": [],
    tagledger: ["@tagledger/core", "@tagledger/filesystem", "@tagledger/redis", "@tagledger/codemod"],
  },
  inTests: {
    "@tagledger/core": ["@tagledger/fuzz"],
    "@tagledger/filesystem": ["@tagledger/conformance", "@tagledger/fuzz"],
    "@tagledger/redis": ["@tagledger/conformance"],
    "@tagledger/opentelemetry": ["@tagledger/filesystem"],
  },
  apps: ["@tagledger/core", "@tagledger/filesystem", "@tagledger/redis", "@tagledger/codemod"],
  ranks: {
    "@tagledger/core": [
      // What users and backends import.
      ["backend", "edge", "hooks", "hooks-edge", "index", "operate", "telemetry", "webhook", "with-tagledger"],
      // What is called from outside.
      ["webhook/revalidate-route"],
      // What is made of the events.
      ["hooks/on-invalidate", "telemetry/measure", "telemetry/metrics-route"],
      ["hooks/delivery"],
      ["hooks/batch-queue", "telemetry/instruments", "telemetry/prometheus"],
      // What the ready modules of a backend are made from.
      [
        "application-name",
        "backend-settings",
        "config",
        "installed-next",
        "invalidate",
        "log-decisions",
        "log-problems",
        "open-backend",
        "operated",
      ],
      // The two handlers.
      ["incremental", "use-cache"],
      // What the singular handler is: two kinds of things that it keeps, and the builds they belong to.
      ["builds", "fetch-data", "responses", "stored-value"],
      // What a handler is put together from.
      ["runtime"],
      // What a webhook is put together from.
      [
        "webhook/change",
        "webhook/rate",
        "webhook/read-body",
        "webhook/refusal",
        "webhook/replays",
        "webhook/scheme",
        "webhook/schemes",
      ],
      // What the runtime is put together from: the way to the store, and the ways of a read and a write.
      [
        "cold-miss",
        "connection",
        "consistency",
        "operations",
        "ownership",
        "reading",
        "receipts",
        "runtime-options",
        "writing",
      ],
      // The replica, the near tier, the guard, codecs, keys, and what a build left behind.
      [
        "asked",
        "body",
        "build",
        "build-position",
        "checksum",
        "codec",
        "gathering",
        "guard",
        "guarded-store",
        "incremental-codec",
        "invalidations",
        "key",
        "leases",
        "ledger-replica",
        "lifetime",
        "lineage",
        "loaded-exports",
        "mark-map",
        "memory-store",
        "near-tier",
        "next-tags",
        "observations",
        "outside",
        "pending",
        "read-marks",
        "positions",
        "prefixed-store",
        "retry-waits",
        "seeds",
        "skip",
        "suspension",
        "tombstone",
        "work-store",
      ],
      ["verdict"],
      ["entry", "mark"],
      // The ground: the port, and what has no opinion on caching.
      [
        "channels",
        "clock",
        "durations",
        "errors",
        "files",
        "next",
        "next-version",
        "process-wide",
        "random",
        "store",
        "tag-id",
        "webhook/secret",
      ],
    ],
  },
  nextImporters: {
    // Types in one file, the access to Next's running work store in the other.
    "@tagledger/core": ["src/next.ts", "src/work-store.ts"],
  },
};
