import { expect, test } from "vitest";
import { live, useBrowser } from "./browser";

const open = useBrowser();

test("a load is run, drawn and counted", async () => {
  const page = await live(await open("/load"));
  await page.getByLabel("Clients").fill("2");
  await page.getByLabel("Seconds each").fill("2");
  for (const other of ["Next’s built-in cache", "tagledger on Redis"]) {
    const box = page.getByRole("checkbox", { name: other });
    if (await box.isVisible()) await box.uncheck();
  }
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByRole("button", { name: "Stop" }).waitFor();
  await page.getByRole("button", { name: "Run" }).waitFor();
  expect(Number(await page.locator('.totals [data-total="requests"]').innerText())).toBeGreaterThan(2);
  expect(await page.locator('.totals [data-total="errors"]').innerText()).toBe("0");
});
