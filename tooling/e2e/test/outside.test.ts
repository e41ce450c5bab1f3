import { afterAll, beforeAll, expect, test } from "vitest";
import { built } from "../src/built.ts";
import { versionsOf } from "../src/marker.ts";
import { request } from "../src/request.ts";
import { openStage, started, type Stage } from "../src/stage.ts";
import { pieces } from "../src/variants.ts";

// Next.js does not wait for an invalidation in a Route Handler; `invalidate` can be waited for.
let stage: Stage;

beforeAll(async () => {
  await built(pieces);
  stage = await openStage(started(pieces.app, pieces.env));
});
afterAll(() => stage.close());

async function invalidateOutside(what: { tag: string } | { path: string }): Promise<void> {
  const response = await fetch(new URL("/outside", stage.a.url), { method: "POST", body: JSON.stringify(what) });
  expect(await response.text()).toBe("recorded");
}

const version = async (path: string, part: string) => versionsOf((await request(stage.b.url, path, "D")).markers, part);

test.each([
  ["a tag", { tag: "inner" }, "/read", "inner"],
  ["a path", { path: "/first" }, "/first", "slow"],
] as const)("the other instance is fresh as soon as invalidate() has recorded %s", async (_name, what, path, part) => {
  for (let round = 0; round < 20; round++) {
    await version(path, part);
    const latest = stage.source.bump();
    await invalidateOutside(what);
    expect(await version(path, part), `round ${round}`).toEqual([latest]);
  }
});
