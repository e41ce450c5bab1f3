import type { Asked } from "./positions.ts";

/**
 * The questions of one handler instance that found no fresh entry: each is followed by a generation whose value was read
 * after it. While several are open for one key the oldest counts, since which answer comes first is not known.
 */
export interface OpenQuestions {
  open(key: string, asked: Asked): void;
  /** @returns the oldest open question about `key`, and closes one. */
  close(key: string): Asked | undefined;
}

/** An instance lives for one request, which asks for this many keys only when something is very wrong. */
const MAX_KEYS = 10_000;

export function createOpenQuestions(): OpenQuestions {
  const open = new Map<string, { readonly asked: Asked; count: number }>();
  return {
    open(key, asked) {
      const known = open.get(key);
      if (known !== undefined) {
        known.count++;
        return;
      }
      open.set(key, { asked, count: 1 });
      if (open.size <= MAX_KEYS) return;
      for (const oldest of open.keys()) {
        open.delete(oldest);
        break;
      }
    },
    close(key) {
      const known = open.get(key);
      if (known === undefined) return undefined;
      if (--known.count === 0) open.delete(key);
      return known.asked;
    },
  };
}
