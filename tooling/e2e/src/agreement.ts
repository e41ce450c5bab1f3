import { expect } from "vitest";
import { describeAnswer } from "./cell.ts";
import { expireTag, staleTag } from "./invalidate.ts";
import { eventually } from "./eventually.ts";
import { request } from "./request.ts";
import type { Stage } from "./stage.ts";

/** Two instances agree on a static page: fresh on B right after `updateTag` on A, and after `revalidateTag(…, "max")`. */
export async function expectAgreement({ source, a, b }: Stage, path: string): Promise<void> {
  for (const { url } of [a, b]) await eventually(async () => expect((await request(url, path, "D")).cache).toBe("HIT"));

  const hard = source.bump();
  await expireTag(a.url, "t1");
  expect(describeAnswer(await request(b.url, path, "D"), hard)).toMatch(/^(REV|MISS)$/);
  for (const { url } of [b, a]) {
    await eventually(async () => expect(describeAnswer(await request(url, path, "D"), hard)).toBe("HIT"));
  }

  const soft = source.bump();
  await staleTag(b.url, "t1");
  expect(describeAnswer(await request(a.url, path, "D"), soft)).toBe("STALE OLD");
  for (const { url } of [a, b]) {
    await eventually(async () => expect(describeAnswer(await request(url, path, "D"), soft)).toBe("HIT"));
  }
}
