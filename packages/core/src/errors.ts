const BRAND = Symbol.for("tagledger.error");

/** Every code has a page `docs/errors/<code>.md` with its probable causes and what to do. */
export const ERROR_SENTENCES = {
  "TL-CONFIG": "A setting has a value that is not accepted.",
  "TL-NEXT-VERSION": "This version of Next.js is not supported.",
  "TL-STORE-DEADLINE": "The store did not answer within the deadline.",
  "TL-STORE-UNAVAILABLE": "The store failed a moment ago and is not being asked again yet.",
  "TL-STORE-CLOSED": "The store was closed.",
  "TL-NOT-RECORDED": "The invalidation could not be recorded in the ledger. It is kept in this process and retried.",
  "TL-EDGE": "Invalidations cannot be recorded from the edge runtime.",
  "TL-NAMESPACE-SHARED": "Two different applications use the same namespace and build id.",
  "TL-DIRECTORY": "The cache directory cannot be used.",
  "TL-NETWORK-FILESYSTEM":
    "The cache directory is on a file system that does not order the writes of several processes.",
  "TL-PRIVATE-FILESYSTEM": "The cache directory may be private to this container.",
  "TL-OPEN-DIRECTORY": "Every user of the machine can write to the cache directory.",
  "TL-LEDGER-RENEWED": "The ledger was lost or rewound, so everything cached before is treated as missing.",
  "TL-DAMAGED-ENTRY": "A stored entry is damaged and was ignored.",
  "TL-UNEXPECTED": "Something failed that should not be able to; the cache went on as if there was no entry.",
  "TL-BUILD-POSITION": "The position of the build could not be written, so its output will not answer first requests.",
  "TL-LEDGER-VERSION": "The ledger was written by a newer version of tagledger, which this one cannot read.",
  "TL-LEDGER-CROWDED": "More tags are invalidated than the ledger can remember for the lifetime of the entries.",
  "TL-REDIS-CLIENT": "No client for Redis is installed.",
  "TL-REDIS-VERSION": "This version of the server is not supported.",
  "TL-REDIS-PERMISSION": "The user of Redis may not run a command that tagledger needs.",
  "TL-REDIS-INFO": "The identity of the Redis server cannot be read.",
  "TL-REDIS-FLAPPING": "The Redis server changes its identity back and forth.",
  "TL-REDIS-EVICTION": "Redis may evict the ledger.",
  "TL-REDIS-MEMORY": "Redis keeps no more entries when its memory is full.",
  "TL-REDIS-DURABILITY": "Redis is trusted to lose nothing and is not set up for that.",
  "TL-REDIS-REPLICAS": "An invalidation may be lost when Redis fails over.",
  "TL-REDIS-CLOCK": "The clock of Redis and the one of this process differ.",
  "TL-WEBHOOK-SECRET": "A webhook has no secret, so it refuses everything.",
  "TL-TOO-LARGE": "An entry is larger than the limit and was not stored.",
} as const;

export type ErrorCode = keyof typeof ERROR_SENTENCES;

/**
 * The only class of errors that tagledger throws or reports. `instanceof` holds across copies of this package, since
 * Next.js may load a handler twice.
 */
export class TagledgerError extends Error {
  override readonly name = "TagledgerError";
  readonly code: ErrorCode;

  /** @param detail what happened here, and what to do about it. */
  constructor(code: ErrorCode, detail?: string, options?: { cause?: unknown }) {
    const sentence = ERROR_SENTENCES[code];
    super(`${code}: ${sentence}${detail ? ` ${detail}` : ""} See docs/errors/${code}.md`, options);
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && BRAND in value;
  }
}
