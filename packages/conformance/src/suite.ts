import { describe, test } from "vitest";
import type { Topic } from "./claim.ts";

interface Closable {
  close(): Promise<void>;
}

/** Opens subjects for one claim and closes them when it has ended. */
export async function runClaim<Settings, Subject extends Closable>(
  check: (open: (settings?: Settings) => Promise<Subject>) => Promise<void>,
  open: (settings?: Settings) => Promise<Subject>,
): Promise<void> {
  const opened: Subject[] = [];
  try {
    await check(async (settings) => {
      const subject = await open(settings);
      opened.push(subject);
      return subject;
    });
  } finally {
    for (const subject of opened) await subject.close();
  }
}

/** For the claims that count in thousands. */
const TIMEOUT_MS = 120_000;

/** Registers topics with vitest, each claim as a test with subjects of its own. */
export function registerTopics<Settings, Subject extends Closable>(
  name: string,
  topics: readonly Topic<(settings?: Settings) => Promise<Subject>>[],
  open: (settings?: Settings) => Promise<Subject>,
): void {
  describe(name, () => {
    for (const { name: topicName, claims } of topics) {
      describe(topicName, () => {
        for (const claim of claims) test(claim.name, { timeout: TIMEOUT_MS }, () => runClaim(claim.check, open));
      });
    }
  });
}
