import type { Claim, Topic } from "../../src/claim.ts";
import { runClaim } from "../../src/suite.ts";

/** Only of what hangs by itself it is no accident that a claim does not end. */
const PATIENCE_MS = 10_000;
export const ENDLESS = "It never ends.";

export function findClaim<Subject>(
  topics: readonly Topic<Subject>[],
  topicName: string,
  claimName: string,
): Claim<Subject> {
  const claim = topics
    .filter((topic) => topic.name.includes(topicName))
    .flatMap((topic) => topic.claims)
    .find(({ name }) => name.startsWith(claimName));
  if (claim === undefined) throw new Error(`No claim "${claimName}" in a topic "${topicName}".`);
  return claim;
}

/** @returns how a claim fails; `undefined` when it holds. */
export async function failureOf<Settings, Subject extends { close(): Promise<void> }>(
  claim: Claim<(settings?: Settings) => Promise<Subject>>,
  open: (settings?: Settings) => Promise<Subject>,
  patienceMs: number = PATIENCE_MS,
): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(ENDLESS), patienceMs);
  });
  const checked = runClaim(claim.check, open).then(
    () => undefined,
    (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)),
  );
  try {
    return await Promise.race([checked, late]);
  } finally {
    clearTimeout(timer);
  }
}
