import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { live, useBrowser } from "./browser";

const open = useBrowser();

test("an invalidation is traced to who learned of it and to the entries that it hit", async () => {
  const fleet = await live(await open("/?instance=a"));
  await fleet.getByRole("button", { name: "Publish" }).click();
  await fleet.getByRole("button", { name: "updateTag" }).click();
  await fleet.getByText(/known to .*b after/).waitFor();
  const page = await live(await open("/timeline"));
  const detail = page.getByRole("region", { name: "What became of it" });
  await detail.getByText(/updateTag/).waitFor();
  await detail.getByText("knew after").first().waitFor();
  // They come when an instance next reads what was invalidated.
  await expect.poll(() => detail.locator(".hits li").count(), { timeout: 10_000 }).toBeGreaterThan(0);
  await page.getByLabel("Tag or key").fill("no such tag");
  await page.getByText("None yet.").waitFor();
});

test("what is shown can be taken away as JSON", async () => {
  const page = await live(await open("/timeline"));
  await page.getByRole("button", { name: "Export JSON" }).and(page.locator(":enabled")).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export JSON" }).click(),
  ]);
  const events = JSON.parse(await readFile(await download.path(), "utf8")) as { channel: string; fleet: string }[];
  expect(events.length).toBeGreaterThan(0);
  expect(new Set(events.map(({ fleet }) => fleet))).toEqual(new Set(["filesystem"]));
});
