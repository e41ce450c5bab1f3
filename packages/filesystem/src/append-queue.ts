import type { Appended, Invalidation, News, Position } from "@tagledger/core/store";
import type { Attempt, Step } from "./attempt.ts";
import { appendText, createRecord, type JournalContext, type SoundJournal, statJournal } from "./journal.ts";
import type { Seal } from "./journal-reading.ts";
import { type LedgerReading, newsFrom } from "./ledger-reading.ts";

const MAX_SHORT_WRITES = 3;

interface Waiting {
  readonly invalidations: readonly Invalidation[];
  readonly since: Position | undefined;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

export interface AppendQueue {
  append(invalidations: readonly Invalidation[], since: Position | undefined): Promise<Appended>;
}

interface LedgerAccess {
  run(attempt: (on: Attempt) => Promise<Step<void>>): Promise<void>;
  onAppended(journal: SoundJournal, size: number): void;
}

/** What arrives while a write is being made durable shares the next one. Each call is one record. */
export function createAppendQueue(context: JournalContext, ledger: LedgerAccess): AppendQueue {
  let waiting: Waiting[] = [];

  async function flush(): Promise<void> {
    let batch: Waiting[] | undefined;
    let shortWrites = 0;

    async function attempt({ journal, read }: Attempt): Promise<Step<void>> {
      // Taken as late as possible, and once: an earlier flush may have kept this one waiting.
      batch ??= waiting.splice(0);
      const atMs = context.time.nowMs();
      const records = batch.map(({ invalidations }) =>
        createRecord({ kind: "event", atMs, invalidations }, context.random),
      );
      await appendText(journal, records.map(({ text }) => text).join(""));
      await journal.handle.datasync();
      const stat = await statJournal(context.disk, journal);
      if (stat === undefined) return "gone";
      // Only what is read back counts: the write may have been short, or a seal may have come before it.
      const answers = new Map<string, Answer>();
      const left: Waiting[] = [];
      let seal: Seal | undefined;
      for (const [index, call] of batch.entries()) {
        const key = JSON.stringify(call.since) ?? "";
        let answer = answers.get(key);
        if (answer === undefined) {
          const reading = await read(call.since, stat);
          if (reading === "lost") return "lost";
          answer = { reading, news: await newsFrom(reading, context.time.nowMs()) };
          answers.set(key, answer);
        }
        seal = answer.reading.seal;
        const appended = appendedIn(answer, records[index]?.nonce);
        if (appended === undefined) left.push(call);
        else call.resolve(appended);
      }
      batch = left;
      if (seal === undefined) ledger.onAppended(journal, Number(stat.size));
      if (batch.length === 0) return { done: undefined };
      if (seal !== undefined) return { seal };
      if (++shortWrites < MAX_SHORT_WRITES) return "gone";
      throw new Error(`Only a part of each record could be written to ${journal.path}.`);
    }

    try {
      await ledger.run(attempt);
    } catch (error) {
      for (const { reject } of batch ?? waiting.splice(0)) reject(error);
    }
  }

  return {
    append(invalidations, since) {
      return new Promise((resolve, reject) => {
        waiting.push({ invalidations, since, resolve, reject });
        if (waiting.length === 1) void flush();
      });
    },
  };
}

/** What all callers of one position are told. */
interface Answer {
  readonly reading: LedgerReading;
  readonly news: News;
}

function appendedIn({ reading, news }: Answer, nonce: string | undefined): Appended | undefined {
  const index = reading.records.findIndex((record) => record.nonce === nonce);
  const record = reading.records[index];
  if (record === undefined) return undefined;
  return { seq: record.seq, alone: index === 0 && !reading.reset, news };
}
