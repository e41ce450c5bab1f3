import { beforeAll, expect, test } from "vitest";
import { live, patience, useBrowser } from "./browser";
import { startFleet } from "./control-client";

const open = useBrowser();
const judged = ["hole", "remote", "static", "listed", "cached", "dynamic", "fetched", "memoized"];

beforeAll(async () => {
  await startFleet("builtin");
  await startFleet("redis");
});

test("the built-in cache leaves the other instances old; a directory and Redis leave none", async () => {
  const page = await live(await open("/compare"));
  for (const fleet of ["builtin", "filesystem", "redis"]) {
    await page.locator(`[data-fleet="${fleet}"] td`).first().waitFor();
  }
  await page.getByRole("button", { name: "Publish and invalidate" }).click();
  const state = (fleet: string, surface: string, instance: string) =>
    page.locator(`[data-fleet="${fleet}"] tr[data-surface="${surface}"] td[data-instance="${instance}"]`);
  for (const surface of judged) {
    for (const instance of ["b", "c"]) {
      await state("builtin", surface, instance).and(page.locator('[data-state="old"]')).waitFor();
    }
  }
  const card = (fleet: string) => page.locator(`section[data-fleet="${fleet}"]`);
  expect(await card("builtin").getByRole("status").innerText()).toMatch(/disagree .* should be gone/);
  const newest = await state("builtin", "hole", "a").innerText();
  for (const fleet of ["filesystem", "redis"]) {
    for (const surface of judged) {
      for (const instance of ["a", "b", "c"]) {
        await state(fleet, surface, instance).filter({ hasText: newest.trim() }).waitFor({ timeout: patience });
      }
    }
    expect(await card(fleet).locator('[data-state="old"]').count()).toBe(0);
    await card(fleet).getByText("All instances agree.").waitFor();
  }
});
