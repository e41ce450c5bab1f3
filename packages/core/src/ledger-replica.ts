import { isHeard, publish } from "./channels.ts";
import type { Clock } from "./clock.ts";
import { createMarkMap, type MarkMap } from "./mark-map.ts";
import { createObservations, type Observations } from "./observations.ts";
import { MARKS_IN_A_TURN, readMarks } from "./read-marks.ts";
import type { Appended, Invalidation, News, Position } from "./store.ts";
import { tagId } from "./tag-id.ts";
import type { LedgerView } from "./verdict.ts";

/** The two calls through which a replica learns, each already bounded in time. */
export interface LedgerSource {
  news(since: Position | undefined): Promise<News | undefined>;
  append(invalidations: readonly Invalidation[], since: Position | undefined): Promise<Appended>;
}

/** What one process knows of the ledger. */
export interface LedgerReplica extends LedgerView {
  readonly position: Position | undefined;
  readonly observations: Observations;
  /** Send time of the newest refresh that succeeded, in local monotonic milliseconds. */
  readonly provenUntilMs: number;
  /** The same moment on the wall clock. */
  readonly provenUntilWallMs: number;
  /** True when this process has known another epoch before. */
  readonly renewed: boolean;
  /**
   * False when a refresh failed and none that was sent later has succeeded: what is known may lack something, and the
   * late answer of an earlier refresh proves nothing.
   */
  readonly proven: boolean;
  /** Number of tags that are marked. */
  readonly size: number;
  /**
   * Asks the store what is new. Calls share a refresh that is sent after all of them began, and wait for two round
   * trips at the most.
   *
   * @returns true when it succeeded; never rejects.
   */
  refresh(): Promise<boolean>;
  /**
   * Takes over an answer that came too late for whoever asked. It proves nothing, but it need not be asked for again:
   * a ledger that takes longer to read than a request may wait is so read at all.
   *
   * @param sentAtMs when the question was sent.
   */
  learn(since: Position | undefined, news: News, sentAtMs: number): Promise<void>;
  /** Settles when a large ledger that has been answered is known; `undefined` when there is none. */
  readonly preparing: Promise<void> | undefined;
  /**
   * Records invalidations and applies everything that came before them.
   *
   * @throws what the store rejected with.
   */
  append(invalidations: readonly Invalidation[]): Promise<Appended>;
}

/** Each change of epoch in the middle of a question takes one; nobody should ever see a third. */
const MAX_ATTEMPTS = 3;

/** @param onEpoch called in the turn in which another epoch is taken over. */
export function createLedgerReplica(source: LedgerSource, clock: Clock, onEpoch: () => void = () => {}): LedgerReplica {
  let marks = createMarkMap();
  const observations = createObservations();
  let position: Position | undefined;
  let floorSeq = 0;
  let provenUntilMs = -Infinity;
  let provenUntilWallMs = -Infinity;
  let renewed = false;
  let neededSinceMs = -Infinity;
  let inFlight: Promise<unknown> = Promise.resolve();
  let waiting: Promise<boolean> | undefined;
  let preparing: Promise<void> | undefined;

  /** Answers may overtake each other. An answer that ends before what is known adds nothing. */
  function isKnown(news: News): boolean {
    return position?.epoch === news.position.epoch && news.position.seq <= position.seq;
  }

  /**
   * Begins to read the marks of a whole ledger that is large. Nothing of it is known before it is applied: it is as if
   * the answer had come that much later.
   */
  function prepare(news: News, sentAtMs: number): Promise<MarkMap> | undefined {
    if (!news.reset || news.marks.length <= MARKS_IN_A_TURN || isKnown(news)) return undefined;
    const prepared = readMarks(news.marks, sentAtMs);
    const ended = prepared.then(() => {
      if (preparing === ended) preparing = undefined;
    });
    preparing = ended;
    return prepared;
  }

  /**
   * Position and knowledge move together, in this one turn.
   *
   * @param sentAtMs when the question was sent: not later than the moment the store answered it, so that deadlines
   * derived from it come too early rather than too late.
   * @param prepared all marks of the news.
   * @param own what this process records itself.
   */
  function apply(news: News, sentAtMs: number, prepared?: MarkMap, own: readonly Invalidation[] = []): void {
    if (isKnown(news)) return;
    const known = position;
    const sameEpoch = known?.epoch === news.position.epoch;
    if (news.reset) marks = prepared ?? createMarkMap(news.marks.length);
    if (!sameEpoch) {
      renewed = known !== undefined;
      observations.reset();
      onEpoch();
    }
    for (const record of prepared === undefined ? news.marks : []) {
      // Merging the same record twice is not harmless: its deadline may have been settled in between.
      if (sameEpoch && !news.reset && Math.max(record.hard, record.soft) <= known.seq) continue;
      marks.merge(tagId(record.tag), record, sentAtMs);
    }
    position = news.position;
    if (news.floorSeq > floorSeq || !sameEpoch) raiseFloor(news.floorSeq);
    observations.record(clock.now(), news.position.seq);
    if (sameEpoch && isHeard("tagledger:learn")) tellLearned(news, known.seq, clock.now() - sentAtMs, own);
    if (!sameEpoch) {
      const change = known === undefined ? "opened" : "renewed";
      publish("tagledger:ledger", () => ({ change, epoch: news.position.epoch, seq: news.position.seq, floorSeq }));
    }
  }

  /** Marks below the floor concern only entries that the floor expires already. */
  function raiseFloor(seq: number): void {
    floorSeq = seq;
    if (seq > 0) marks.dropUpTo(seq);
  }

  async function send(attempt = 1): Promise<boolean> {
    // Whoever asks meanwhile would be told all of it again.
    if (preparing !== undefined) await preparing;
    const sentAtMs = clock.now();
    const sentAtWallMs = clock.wall();
    const since = position;
    try {
      const news = await source.news(since);
      const prepared = news && prepare(news, sentAtMs);
      const marksOfNews = prepared && (await prepared);
      const answered = news === undefined ? since?.epoch : news.position.epoch;
      if (since?.epoch !== position?.epoch && answered !== position?.epoch) {
        // An answer to a question about an epoch that has been left meanwhile says nothing of the new one.
        if (attempt < MAX_ATTEMPTS) return await send(attempt + 1);
        throw new Error("The ledger changes faster than it can be followed.");
      }
      if (news !== undefined) apply(news, sentAtMs, marksOfNews);
      if (sentAtMs > provenUntilMs) {
        provenUntilMs = sentAtMs;
        provenUntilWallMs = sentAtWallMs;
      }
      if (isHeard("tagledger:refresh")) tellRefresh(true, news?.marks.length ?? 0, sentAtMs);
      return true;
    } catch {
      neededSinceMs = Math.max(neededSinceMs, sentAtMs);
      if (isHeard("tagledger:refresh")) tellRefresh(false, 0, sentAtMs);
      return false;
    }
  }

  function tellRefresh(ok: boolean, news: number, sentAtMs: number): void {
    publish("tagledger:refresh", () => ({ ok, seq: position?.seq ?? 0, news, durationMs: clock.now() - sentAtMs }));
  }

  function refresh(): Promise<boolean> {
    waiting ??= inFlight.then(() => {
      waiting = undefined;
      const sent = send();
      inFlight = sent;
      return sent;
    });
    return waiting;
  }

  return {
    observations,
    get position() {
      return position;
    },
    get epoch() {
      return position?.epoch;
    },
    get seq() {
      return position?.seq ?? 0;
    },
    get floorSeq() {
      return floorSeq;
    },
    get provenUntilMs() {
      return provenUntilMs;
    },
    get provenUntilWallMs() {
      return provenUntilWallMs;
    },
    get renewed() {
      return renewed;
    },
    get proven() {
      return position !== undefined && provenUntilMs >= neededSinceMs;
    },
    get size() {
      return marks.size;
    },
    get preparing() {
      return preparing;
    },
    mark: (tag) => marks.get(tag),
    refresh,
    async learn(since, news, sentAtMs) {
      const prepared = prepare(news, sentAtMs);
      const marksOfNews = prepared && (await prepared);
      if (since?.epoch === position?.epoch) apply(news, sentAtMs, marksOfNews);
    },
    async append(invalidations) {
      const sentAtMs = clock.now();
      const since = position;
      const appended = await source.append(invalidations, since);
      const prepared = prepare(appended.news, sentAtMs);
      const marksOfNews = prepared && (await prepared);
      if (since?.epoch === position?.epoch) apply(appended.news, sentAtMs, marksOfNews, invalidations);
      else await refresh();
      return appended;
    },
  };
}

/**
 * @param knownSeq what was known before.
 * @param passedMs since the question was sent.
 */
function tellLearned(news: News, knownSeq: number, passedMs: number, own: readonly Invalidation[]): void {
  const ownTags = new Set(own.flatMap(({ tags }) => tags));
  const delaysMs = news.marks
    .filter(({ tag, hard, soft }) => Math.max(hard, soft) > knownSeq && !ownTags.has(tag))
    .map(({ ageMs }) => Math.max(0, ageMs) + passedMs);
  if (delaysMs.length > 0) publish("tagledger:learn", () => ({ seq: news.position.seq, delaysMs }));
}
