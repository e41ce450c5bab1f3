/**
 * One promise that is put to the test. A claim knows nothing of the test runner, so that the suite's own tests can run
 * it against something that is broken on purpose and see it fail.
 */
export interface Claim<Subject> {
  /** A statement in the present tense: what holds. */
  readonly name: string;
  /** Rejects when it does not hold. */
  check(subject: Subject): Promise<void>;
}

/** The claims of one topic. */
export interface Topic<Subject> {
  readonly name: string;
  readonly claims: readonly Claim<Subject>[];
}

/**
 * @param claims by name.
 * @returns the claims in the order in which they are written.
 */
export function topic<Subject>(
  name: string,
  claims: { readonly [name: string]: (subject: Subject) => Promise<void> },
): Topic<Subject> {
  return { name, claims: Object.entries(claims).map(([claim, check]) => ({ name: claim, check })) };
}
