import type { Mutant } from "./mutate.ts";
import type { Operation, Plan } from "./plan.ts";

/** Each mutant is found within so many histories. */
export const MAX_SEEDS = 1000;

/** The packages, each time broken in one place: what a checker that is worth something finds. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: "an entry is not concerned by the first record after it",
    seed: 1,
    edits: [
      { file: "core/dist/verdict.js", from: "if (mark.hard > position.seq)", to: "if (mark.hard > position.seq + 1)" },
    ],
  },
  {
    name: "orders by clocks: an entry is as new as what was known at its time",
    seed: 5,
    edits: [
      {
        file: "core/dist/reading.js",
        from: "const entry = { position,",
        to: `const seq = Math.max(position.seq, replica.observations.seqBefore(createdMs) ?? 0);
        const entry = { position: { ...position, seq },`,
      },
    ],
  },
  {
    name: "entries of another epoch are judged",
    seed: 14,
    edits: [
      {
        file: "core/dist/verdict.js",
        from: "if (position.epoch !== ledger.epoch)",
        to: "if (ledger.epoch === undefined)",
      },
    ],
  },
  {
    name: "the floor is ignored",
    seed: 64,
    edits: [
      {
        file: "core/dist/verdict.js",
        from: "position.seq < ledger.floorSeq || position.seq > ledger.seq",
        to: "position.seq > ledger.seq",
      },
    ],
  },
  {
    name: "a profile invalidation takes an immediate one back",
    seed: 57,
    edits: [
      {
        file: "core/dist/mark.js",
        from: "hard: Math.max(settled.hard, record.hard),",
        to: "hard: record.soft > record.hard ? 0 : Math.max(settled.hard, record.hard),",
      },
    ],
  },
  {
    name: "a cached function is as old as its end",
    seed: 5,
    edits: [
      {
        file: "core/dist/use-cache.js",
        from: "begunMs: generated.timestamp,\n                workStore,",
        to: "begunMs: clock.now(),\n                workStore: workStore && { ...workStore, requestStartTime: clock.now() },",
      },
    ],
  },
  {
    name: "a response is as old as its end",
    seed: 14,
    edits: [
      {
        file: "core/dist/stored-value.js",
        from: "const asked = instance.questions.close(key) ?? instance.created;",
        to: "const asked = (instance.questions.close(key), askedNow(runtime));",
      },
    ],
  },
  {
    name: "what is near is served without being asked about",
    seed: 2,
    edits: [{ file: "core/dist/consistency.js", from: "if (!isRecentEnough(workStore))", to: "if (!replica.proven)" }],
  },
  {
    name: "requests share a refresh that was sent before they began",
    seed: 62,
    focus: visitOften,
    edits: [
      {
        file: "core/dist/ledger-replica.js",
        from: "        waiting ??= inFlight.then(() => {\n            waiting = undefined;\n            const sent = send();",
        to: "        waiting ??= inFlight.then(() => {\n            const sent = send();\n            void sent.then(() => (waiting = undefined));",
      },
    ],
  },
  {
    name: "an append that fails is told as recorded",
    seed: 203,
    edits: [
      {
        file: "core/dist/invalidations.js",
        from: "for (const { invalidation, reject } of batch) {",
        to: "for (const { invalidation, resolve } of batch) {\n                    const reject = () => resolve({ since, appended: { alone: false } });",
      },
    ],
  },
  {
    name: "what was joined counts as begun by who joined it (hole 1)",
    seed: 240,
    edits: [
      {
        file: "core/dist/lineage.js",
        from: "            remember(piece);\n            return () => {\n                piece.endedMs = now();",
        to: "            return () => {\n                piece.endedMs = now();",
      },
    ],
  },
  {
    name: "what a request kept counts as read when it was used (hole 2)",
    seed: 27,
    edits: [
      { file: "core/dist/work-store.js", from: "asking.add(store);", to: "return;" },
      {
        file: "core/dist/positions.js",
        from: "seq = least(seqOfRequest(workStore), asked === undefined ?",
        to: "seq = least(Infinity, asked === undefined ?",
      },
    ],
  },
  {
    name: "a stale entry is given out as fresh (hole 3)",
    seed: 8,
    edits: [
      { file: "core/dist/use-cache.js", from: 'revalidate: verdict === "stale" ? -1 : revalidate,', to: "revalidate," },
    ],
  },
  {
    name: "build output is as new as the ledger (hole 4)",
    seed: 2,
    edits: [
      {
        file: "core/dist/responses.js",
        from: "{ epoch, seq: replica.floorSeq } : position;",
        to: "{ epoch, seq: replica.floorSeq } : { epoch, seq: replica.seq };",
      },
    ],
  },
  {
    name: "an own append moves the position past what was not heard of (hole 5)",
    seed: 2,
    edits: [
      {
        file: "core/dist/ledger-replica.js",
        from: "apply(appended.news, sentAtMs, {",
        to: "apply({ ...appended.news, marks: appended.news.marks.slice(-1) }, sentAtMs, {",
      },
    ],
  },
  {
    name: "a ledger that was set back is believed (hole 6)",
    seed: 176,
    fault: "rewind",
    edits: [
      {
        file: "core/dist/memory-store.js",
        from: "return since.seq === 0 || backing.nonces.get(since.seq) === since.nonce;",
        to: "return true;",
      },
    ],
  },
  {
    name: "what was made from a ledger that was set back since is stored (hole 6)",
    seed: 1976,
    fault: "rewind",
    focus: lookRarely,
    edits: [
      {
        file: "core/dist/writing.js",
        from: "if (!(await replica.refresh()))",
        to: "if (replica.position === undefined)",
      },
    ],
  },
  {
    name: "an epoch that was left is taken up again",
    seed: 2732,
    fault: "rewind",
    edits: [
      {
        file: "core/dist/ledger-replica.js",
        from: "if (news !== undefined && left.has(news.position.epoch)) {",
        to: "if (news !== undefined && left.has(news)) {",
      },
    ],
  },
  {
    name: "a stale value that was fallen back to counts as fresh (hole 9)",
    seed: 2699,
    fault: "failing origin",
    edits: [
      { file: "core/dist/fetch-data.js", from: 'if (consumer !== "request")\n', to: 'if (consumer === "never")\n' },
    ],
  },
  {
    name: "stale answers leave no trace (hole 9)",
    seed: 79,
    edits: [
      { file: "core/dist/work-store.js", from: "asking.add(store);", to: "return;" },
      {
        file: "core/dist/lineage.js",
        from: "handedOut: (piece) => handOut(piece, false),",
        to: "handedOut: () => { },",
      },
    ],
  },
  {
    name: "of two open questions the newer one counts (hole 10)",
    seed: 21,
    focus: askSeveralTimes,
    edits: [
      {
        file: "core/dist/positions.js",
        from: "seq = least(seqOfRequest(workStore), asked === undefined ?",
        to: "seq = least(asked === undefined ? seqOfRequest(workStore) : Infinity, asked === undefined ?",
      },
      {
        file: "core/dist/asked.js",
        from: "                known.count++;\n",
        to: "                known.count++;\n                known.asked = asked;\n",
      },
    ],
  },
  {
    name: "a late answer makes up for a failed refresh (hole 11)",
    seed: 938,
    fault: "packet loss",
    edits: [
      {
        file: "core/dist/ledger-replica.js",
        from: "return position !== undefined && provenUntilMs >= neededSinceMs;",
        to: "return position !== undefined;",
      },
    ],
  },
  {
    name: "what could not be recorded is forgotten (hole 14)",
    seed: 40,
    edits: [{ file: "core/dist/invalidations.js", from: "                    keep(invalidation.tags);\n", to: "" }],
  },
  {
    name: "soft never turns hard (hole 15)",
    seed: 16,
    edits: [
      {
        file: "core/dist/mark.js",
        from: "const deadline = record.softExpiresInMs === undefined ? Infinity",
        to: "const deadline = record.softExpiresInMs !== -0.5 ? Infinity",
      },
    ],
  },
  {
    name: "ages are those of the clock that made an entry (hole 15)",
    seed: 2,
    edits: [
      {
        file: "core/dist/reading.js",
        from: "const createdMs = clock.now() - stored.ageMs;",
        to: "const createdMs = clock.now();",
      },
    ],
  },
  {
    name: "marks are merged without being settled (hole 16)",
    seed: 29,
    edits: [
      {
        file: "core/dist/mark.js",
        from: "const settled = settleMark(mark, answeredAtMs - record.ageMs);",
        to: "const settled = mark;",
      },
    ],
  },
  {
    name: "two applications share a namespace (hole 18)",
    seed: 72,
    fault: "none",
    edits: [{ file: "core/dist/ownership.js", from: "        refused = true;\n", to: "" }],
  },
  {
    name: "what joined a fresh answer on another path is fresh",
    seed: 4,
    focus: visitOften,
    edits: [
      {
        file: "core/dist/lineage.js",
        from: "sharedAcrossPaths: (piece) => handOut(piece, true),",
        to: "sharedAcrossPaths: () => { },",
      },
    ],
  },
  {
    name: "a store may take as long as it likes",
    seed: 112,
    edits: [
      {
        file: "core/dist/guard.js",
        from: "let cancel = clock.schedule(options.deadlineMs, () => {",
        to: "let cancel = clock.schedule(options.deadlineMs * 1000, () => {",
      },
    ],
  },
  {
    name: "a breaker that has opened stays open",
    seed: 5,
    edits: [
      {
        file: "core/dist/guard.js",
        from: "        scheduleProbe();\n    }\n    function scheduleProbe",
        to: "    }\n    function scheduleProbe",
      },
    ],
  },
  {
    name: "an older answer is applied over a newer one",
    seed: 56,
    edits: [
      {
        file: "core/dist/ledger-replica.js",
        from: "return anew ? told.seq < position.seq : told.seq <= position.seq;",
        to: "return told.seq === position.seq;",
      },
    ],
  },
  {
    name: "an action's own invalidation hides those of others",
    focus: actOften,
    seed: 7,
    edits: [
      { file: "core/dist/work-store.js", from: "asking.add(store);", to: "return;" },
      {
        file: "core/dist/positions.js",
        from: "if (!appended.alone || since === undefined ||",
        to: "if (since === undefined ||",
      },
    ],
  },
  {
    name: "what was to turn hard while a machine was suspended does not",
    seed: 9638,
    fault: "suspend",
    edits: [
      {
        file: "core/dist/suspension.js",
        from: "isPossible: () => mostAheadMs - leastAheadMs > APART_MS,",
        to: "isPossible: () => false,",
      },
    ],
  },
  {
    name: "marks below the floor are kept",
    seed: 64,
    edits: [{ file: "core/dist/ledger-replica.js", from: "marks.dropUpTo(seq);", to: "void seq;" }],
  },
  {
    name: "the head is asked for by a command that replicas answer (hole 7)",
    seed: 175,
    store: "redis",
    fault: "failover",
    edits: [
      { file: "redis/dist/ledger.js", from: '["GETEX", keys.head]', to: '["GET", keys.head]' },
      { file: "redis/dist/ledger.js", from: "const PROOF_MS = 250;", to: "const PROOF_MS = 250_000;" },
    ],
  },
  {
    name: "a server that was replaced is not noticed (hole 12)",
    seed: 2425,
    store: "redis",
    fault: "failover",
    edits: [{ file: "redis/lua/ledger.lua", from: "if ledger.owner == owner then", to: "if ledger.owner ~= '' then" }],
  },
  {
    name: "a ledger of which a part is lost goes on (hole 17)",
    seed: 1528,
    store: "redis",
    fault: "eviction",
    edits: [
      {
        file: "redis/lua/ledger.lua",
        from: "if type(redis.pcall('ZSCORE', ORDER, 'epoch:' .. epoch)) ~= 'string' then",
        to: "if type(redis.pcall('ZSCORE', ORDER, 'epoch:' .. epoch)) == 'never' then",
      },
    ],
  },
  {
    name: "nonces are not compared (hole 6)",
    seed: 5990,
    store: "redis",
    fault: "rewind",
    edits: [
      {
        file: "redis/lua/ledger.lua",
        from: "== random and 'known' or 'unknown'",
        to: "~= '' and 'known' or 'unknown'",
      },
    ],
  },
];

/** One process reads the same data several times in each request, while another one invalidates it. */
function askSeveralTimes(plan: Plan): Plan {
  const operations = plan.operations.flatMap((_, index): Operation[] => [
    // What the first one makes missing is being made when the next ones come.
    ...[40, 56, 72].map((ms): Operation => {
      return { atMs: index * 150 + ms, on: 1, does: "webhook", change: { tags: ["x"], kind: "hard" } };
    }),
    ...Array.from({ length: 12 }, (__, visit): Operation => {
      const data = visit % 2 === 0 ? ["x", "x", "x"] : ["x"];
      return { atMs: index * 150 + visit * 10, on: 0, does: "dynamic", functions: [], data, atOnce: true };
    }),
  ]);
  return { ...plan, operations, slowness: 3, latencyMs: [0.1, 2] };
}

/** Nobody asks for seconds what is new, while something is made that takes long. */
function lookRarely(plan: Plan): Plan {
  return { ...plan, consistency: { maxStalenessMs: 8000 }, slowness: 8 };
}

/** Visitors of one process come one upon the other, while another one invalidates what they see. */
function visitOften(plan: Plan): Plan {
  const operations = plan.operations.flatMap((_, index): Operation[] => {
    const atMs = index * 200;
    const tags = index % 4 === 0 ? ["x"] : ["_N_T_/r"];
    const visits = Array.from({ length: 10 }, (__, visit): Operation => {
      const moment = { atMs: atMs + visit * 9, on: 0 };
      if (visit % 2 === 0) return { ...moment, does: "request", route: 2 };
      return { ...moment, does: "dynamic", functions: [0], data: [], atOnce: false };
    });
    return [{ atMs, on: 1, does: "webhook", change: { tags, kind: "hard" } }, ...visits];
  });
  return { ...plan, operations, warm: true, consistency: "strong", graceMs: 0, latencyMs: [2, 20], slowness: 1 };
}

/** Actions of one process invalidate what nobody reads, while another process invalidates what they have read. */
function actOften(plan: Plan): Plan {
  const operations = plan.operations.flatMap((_, index): Operation[] => {
    const atMs = index * 200;
    const actions = Array.from({ length: 5 }, (__, action): Operation => {
      const change = { tags: ["other"], kind: "hard" as const };
      return { atMs: atMs + action * 8, on: 0, does: "action", change, before: [0], after: [2, 3] };
    });
    return [{ atMs: atMs + 30, on: 1, does: "webhook", change: { tags: ["x"], kind: "hard" } }, ...actions];
  });
  return { ...plan, operations, warm: true, consistency: "strong", graceMs: 0, latencyMs: [2, 20], slowness: 1 };
}
