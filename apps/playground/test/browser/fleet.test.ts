import { expect, inject, test } from "vitest";
import { cell, showsVersion, versionOf } from "./board";
import { live, useBrowser } from "./browser";
import { command } from "./control-client";

const open = useBrowser();
const others = ["b", "c"];
const all = ["a", "b", "c"];

test("what is published and invalidated on one instance is new on the others", async () => {
  const page = await live(await open("/?instance=a"));
  const before = await versionOf(page, "hole", "b");
  await page.getByRole("button", { name: "Publish" }).click();
  await cell(page, "hole", "b").and(page.locator('[data-state="behind"]')).waitFor();
  await page.getByRole("button", { name: "updateTag" }).click();
  for (const surface of ["hole", "static", "cached", "fetched", "memoized"]) {
    await showsVersion(page, surface, others, before + 1);
  }
  await page.getByText(/known to .* after \d+ ms/).waitFor();
  expect(await page.locator('.board td[data-state="old"]').count()).toBe(0);
});

test("'max' shows the old answer as stale, and then only new ones", async () => {
  const page = await live(await open("/?instance=a"));
  const before = await versionOf(page, "dynamic", "b");
  await page.evaluate(() => {
    const seen = new Set<string>();
    Object.assign(globalThis, { seen });
    new MutationObserver(() => {
      for (const one of document.querySelectorAll('.board tr[data-surface="dynamic"] td')) {
        seen.add(one.getAttribute("data-state") ?? "");
      }
    }).observe(document.body, { subtree: true, attributes: true, childList: true });
  });
  await page.getByLabel("Data of").selectOption("dynamic");
  await page.getByRole("button", { name: "Publish" }).click();
  await cell(page, "dynamic", "b").and(page.locator('[data-state="behind"]')).waitFor();
  await page.getByRole("button", { name: "revalidateTag 'max'" }).click();
  await showsVersion(page, "dynamic", all, before + 1);
  const seen = await page.evaluate(() => [...(globalThis as unknown as { seen: Set<string> }).seen]);
  expect(seen).toContain("stale");
  expect(seen).not.toContain("old");
});

test("without scripts the forms act on the chosen instance, and the page shows what came of it", async () => {
  const page = await open("/?instance=b", { javaScriptEnabled: false });
  const before = await versionOf(page, "hole", "c");
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("button", { name: "updateTag" }).click();
  await expect
    .poll(
      async () => {
        await page.reload();
        return versionOf(page, "hole", "c");
      },
      { timeout: 20_000 },
    )
    .toBe(before + 1);
});

test("the keyboard is enough", async () => {
  const page = await live(await open("/"));
  const before = await versionOf(page, "hole", "c");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the content");
  await page.keyboard.press("Enter");
  const reach = async (name: string) => {
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate(() => document.activeElement?.textContent?.trim());
      if (focused === name) return;
    }
    throw new Error(`the keyboard does not reach ${name}`);
  };
  await reach("c");
  await page.keyboard.press("Enter");
  await page.waitForURL(/instance=c/);
  await reach("Publish");
  await page.keyboard.press("Enter");
  await cell(page, "hole", "c").and(page.locator('[data-state="behind"]')).waitFor();
  await reach("updateTag");
  await page.keyboard.press("Enter");
  await showsVersion(page, "hole", all, before + 1);
});

test("an instance is added and removed while the others go on", async () => {
  const page = await live(await open("/"));
  await page.getByRole("button", { name: "Add an instance" }).click();
  await showsVersion(page, "hole", ["d"], 1);
  expect(await versionOf(page, "hole", "d")).toBe(await versionOf(page, "hole", "a"));
  await page.getByRole("button", { name: "Remove instance d" }).click();
  await page.getByRole("columnheader", { name: /^d / }).waitFor({ state: "detached" });
});

test("the line for the webhook does what it says", async () => {
  const page = await live(await open("/"));
  await page.getByText("The same from a webhook").click();
  const line = await page.getByLabel("Command line of the webhook").innerText();
  const [, url = "", secret = "", body = ""] = /POST '(.+?)' .*Bearer (\w+)' .*-d '(.+)'/.exec(line) ?? [];
  const call = (authorization: string) =>
    fetch(url, { method: "POST", body, headers: { authorization, "content-type": "application/json" } });
  expect((await call(`Bearer ${secret}`)).status).toBe(200);
  expect((await call("Bearer wrong")).status).toBe(401);
});

test("without the token nothing can be changed, seen live or asked of the control server", async () => {
  const { url, token } = inject("playground");
  const ask = (path: string, headers: Record<string, string> = {}) => fetch(new URL(path, url), { headers });
  expect((await ask("/control/state")).status).toBe(401);
  expect((await ask("/control/stream")).status).toBe(401);
  expect((await fetch(new URL("/control/redis", url), { method: "POST" })).status).toBe(401);
  const html = await (await ask("/")).text();
  expect(html).not.toContain(token);
  expect(html).not.toMatch(/authorization: Bearer/);
});

test("what makes no sense is refused with a sentence", async () => {
  for (const [name, fields] of [
    ["load", { fleet: "filesystem", topic: "hole", clients: "99", seconds: "1" }],
    ["load", { fleet: "filesystem", topic: "hole", clients: "1", seconds: "999" }],
    ["source", { delayMs: "86400000" }],
    ["instance", { fleet: "filesystem", instance: "z", do: "kill" }],
  ] as const) {
    const response = await command(name, fields);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.stringMatching(/is one of|is a whole number/) });
  }
});
