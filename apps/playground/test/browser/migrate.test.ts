import { expect, test } from "vitest";
import { live, useBrowser } from "./browser";

const open = useBrowser();

test("a pasted file is migrated, and the report says what is left", async () => {
  const page = await live(await open("/migrate"));
  await page.getByRole("button", { name: "Migrate" }).click();
  const diff = page.getByLabel("What changes");
  await diff.getByText('updateTag("products")').waitFor();
  expect(await diff.locator("del").first().innerText()).toMatch(/^- /);
  expect(await page.locator(".findings li").count()).toBeGreaterThan(1);
});

test("a file that does not parse is refused with the reason, also without scripts", async () => {
  const page = await open("/migrate", { javaScriptEnabled: false });
  await page.locator("textarea").fill('import { revalidateTag } from "next/cache";\nrevalidateTag(');
  await page.getByRole("button", { name: "Migrate" }).click();
  expect(await page.getByText(/does not parse/).count()).toBe(1);
});
