/** So many marks are handled in a few milliseconds. */
export const MARKS_IN_A_TURN = 10_000;

/** A million marks must not keep the process from its requests. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
