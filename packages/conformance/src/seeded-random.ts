/** A source of chance that repeats itself, so that a failure can be repeated. */
export interface SeededRandom {
  /** A whole number from 0 up to and without `below`. */
  below(below: number): number;
  /** True in `percent` of all cases. */
  chance(percent: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
}

/** Mulberry32. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 0x100000000;
  };
  return {
    below: (below) => Math.floor(next() * below),
    chance: (percent) => next() * 100 < percent,
    pick: (items) => items[Math.floor(next() * items.length)] as never,
  };
}
