/** A source of chance that repeats itself. */
export interface SeededRandom {
  /** From 0 up to and without 1. */
  float(): number;
  /** A whole number from 0 up to and without `below`. */
  below(below: number): number;
  between(least: number, most: number): number;
  /** True in `percent` of all cases. */
  chance(percent: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** Core's port `Random`: that many bytes as hexadecimal. */
  hex(bytes: number): string;
  /** Another source that repeats itself and does not depend on how often this one was asked. */
  fork(name: string): SeededRandom;
}

/** Mulberry32, one stream for each name, so that leaving out one thing does not change the chances of the others. */
export function seededRandom(seed: number, name = ""): SeededRandom {
  let state = mix(seed, name);
  const float = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 0x100000000;
  };
  const below = (limit: number): number => Math.floor(float() * limit);
  return {
    float,
    below,
    between: (least, most) => least + float() * (most - least),
    chance: (percent) => float() * 100 < percent,
    pick: (items) => items[below(items.length)] as never,
    hex(bytes) {
      let text = "";
      for (let byte = 0; byte < bytes; byte++) text += (256 + below(256)).toString(16).slice(1);
      return text;
    },
    fork: (other) => seededRandom(seed, `${name}/${other}`),
  };
}

function mix(seed: number, name: string): number {
  let hash = (seed ^ 0x9e3779b9) | 0;
  for (let index = 0; index < name.length; index++) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  hash = Math.imul(hash ^ (seed >>> 16), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
