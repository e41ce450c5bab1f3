import { isHeard, publish } from "./channels.ts";
import type { Clock } from "./clock.ts";
import { createMarkMap } from "./mark-map.ts";
import { PATH_PREFIX } from "./next-tags.ts";
import { createObservations, type Observations } from "./observations.ts";
import { MARKS_IN_A_TURN, type ReadMarks, readMarks } from "./read-marks.ts";
import type { Appended, Invalidation, News, Position } from "./store.ts";
import { createSuspension } from "./suspension.ts";
import { tagId } from "./tag-id.ts";
import type { LedgerView } from "./verdict.ts";

/** The calls through which a replica learns, each already bounded in time. */
export interface LedgerSource {
  news(since: Position | undefined): Promise<News | undefined>;
  append(invalidations: readonly Invalidation[], since: Position | undefined): Promise<Appended>;
  /** Ends an epoch that was left once and is there again: the store was set back, and does not know. */
  renew(epoch: string): Promise<void>;
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
  /** Position of the newest invalidation of a path in this epoch, 0 for none. */
  readonly pathSeq: number;
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

interface Applying {
  /** All marks of the news. */
  readonly prepared?: ReadMarks | undefined;
  /** What this process records itself. */
  readonly own?: readonly Invalidation[];
  /** True for all that there is, told once more with deadlines that are right. */
  readonly anew?: boolean;
}

/** Each change of epoch, or append of our own, in the middle of a question takes one; nobody should ever see a third. */
const MAX_ATTEMPTS = 3;

/** So many epochs that were left are remembered. */
const MAX_LEFT = 100;

/** @param onEpoch called in the turn in which another epoch is taken over. */
export function createLedgerReplica(source: LedgerSource, clock: Clock, onEpoch: () => void = () => {}): LedgerReplica {
  let marks = createMarkMap();
  const observations = createObservations();
  const left = new Set<string>();
  let position: Position | undefined;
  let floorSeq = 0;
  let pathSeq = 0;
  let provenUntilMs = -Infinity;
  let provenUntilWallMs = -Infinity;
  let renewed = false;
  let neededSinceMs = -Infinity;
  const suspension = createSuspension(clock);
  let inFlight: Promise<unknown> = Promise.resolve();
  let waiting: Promise<boolean> | undefined;
  let preparing: Promise<void> | undefined;

  /**
   * Answers may overtake each other. An answer that ends before what is known adds nothing.
   *
   * @param anew true where the same is told once more, with deadlines that are right.
   */
  function isKnown({ position: told }: News, anew: boolean): boolean {
    if (position?.epoch !== told.epoch) return false;
    return anew ? told.seq < position.seq : told.seq <= position.seq;
  }

  /**
   * Begins to read the marks of a whole ledger that is large. Nothing of it is known before it is applied: it is as if
   * the answer had come that much later.
   */
  function prepare(news: News, sentAtMs: number, anew = false): Promise<ReadMarks> | undefined {
    if (!news.reset || news.marks.length <= MARKS_IN_A_TURN || isKnown(news, anew)) return undefined;
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
   * @returns false when it was known.
   */
  function apply(news: News, sentAtMs: number, { prepared, own = [], anew = false }: Applying): boolean {
    if (isKnown(news, anew)) return false;
    const known = position;
    const sameEpoch = known?.epoch === news.position.epoch;
    if (news.reset) marks = prepared?.marks ?? createMarkMap(news.marks.length);
    if (!sameEpoch) {
      renewed = known !== undefined;
      if (known !== undefined) leave(known.epoch);
      observations.reset();
      pathSeq = 0;
      onEpoch();
    }
    if (prepared !== undefined) pathSeq = Math.max(pathSeq, prepared.pathSeq);
    for (const record of prepared === undefined ? news.marks : []) {
      // Merging the same record twice is not harmless: its deadline may have been settled in between.
      if (sameEpoch && !news.reset && Math.max(record.hard, record.soft) <= known.seq) continue;
      if (record.tag.startsWith(PATH_PREFIX)) pathSeq = Math.max(pathSeq, record.hard, record.soft);
      marks.merge(tagId(record.tag), record, sentAtMs);
    }
    position = news.position;
    if (news.floorSeq > floorSeq || news.reset || !sameEpoch) raiseFloor(news.floorSeq);
    observations.record(clock.now(), news.position.seq);
    if (sameEpoch && isHeard("tagledger:learn")) tellLearned(news, known.seq, clock.now() - sentAtMs, own);
    if (!sameEpoch) {
      const change = known === undefined ? "opened" : "renewed";
      publish("tagledger:ledger", () => ({ change, epoch: news.position.epoch, seq: news.position.seq, floorSeq }));
    }
    return true;
  }

  function leave(epoch: string): void {
    left.add(epoch);
    if (left.size > MAX_LEFT) for (const oldest of left.keys()) return void left.delete(oldest);
  }

  /** Marks below the floor concern only entries that the floor expires already. */
  function raiseFloor(seq: number): void {
    floorSeq = seq;
    if (seq > 0) marks.dropUpTo(seq);
  }

  function again(attempt: number, message: string): Promise<boolean> {
    if (attempt < MAX_ATTEMPTS) return send(attempt + 1);
    throw new Error(message);
  }

  async function send(attempt = 1): Promise<boolean> {
    // Whoever asks meanwhile would be told all of it again.
    if (preparing !== undefined) await preparing;
    const sent = suspension.look();
    const sentAtMs = sent.nowMs;
    const since = position;
    try {
      // What was to turn hard while the machine was suspended is asked for anew. Whether the ledger was set back shows when
      // it is asked by position, and so after what it tells anew.
      const all = suspension.isPossible() && since !== undefined ? await source.news(undefined) : undefined;
      const news = await source.news(since);
      const preparedAll = all && prepare(all, sentAtMs, true);
      const marksOfAll = preparedAll && (await preparedAll);
      const prepared = news && prepare(news, sentAtMs);
      const marksOfNews = prepared && (await prepared);
      const answered = news === undefined ? since?.epoch : news.position.epoch;
      if (since?.epoch !== position?.epoch && answered !== position?.epoch) {
        // An answer to a question about an epoch that has been left meanwhile says nothing of the new one.
        return await again(attempt, "The ledger changes faster than it can be followed.");
      }
      if (news !== undefined && left.has(news.position.epoch)) {
        await source.renew(news.position.epoch);
        return await again(attempt, "The ledger is set back again and again.");
      }
      const isSame = all !== undefined && all.position.epoch === answered;
      const isAll = isSame && apply(all, sentAtMs, { prepared: marksOfAll, anew: true });
      const isNew = news !== undefined && apply(news, sentAtMs, { prepared: marksOfNews });
      if (isAll || (isNew && news.reset)) suspension.told(sent);
      else if (all !== undefined) {
        // An append of this process has overtaken it: what it knows now has the deadlines of before.
        return await again(attempt, "The ledger changes faster than it can be followed.");
      }
      if (sentAtMs > provenUntilMs) {
        provenUntilMs = sentAtMs;
        provenUntilWallMs = sent.wallMs;
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
    get pathSeq() {
      return pathSeq;
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
      if (since?.epoch !== position?.epoch || left.has(news.position.epoch)) return;
      apply(news, sentAtMs, { prepared: marksOfNews });
    },
    async append(invalidations) {
      const sentAtMs = clock.now();
      const since = position;
      const appended = await source.append(invalidations, since);
      const prepared = prepare(appended.news, sentAtMs);
      const marksOfNews = prepared && (await prepared);
      const { epoch } = appended.news.position;
      if (left.has(epoch)) {
        // Whatever it was to invalidate ends with that epoch.
        await source.renew(epoch);
        await refresh();
      } else if (since?.epoch === position?.epoch) {
        apply(appended.news, sentAtMs, { prepared: marksOfNews, own: invalidations });
      } else await refresh();
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
