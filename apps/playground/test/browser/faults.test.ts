import type { Page } from "playwright-core";
import { beforeAll, expect, inject, test } from "vitest";
import { showsVersion, versionOf } from "./board";
import { live, useBrowser } from "./browser";
import { command, startFleet } from "./control-client";

const open = useBrowser();

beforeAll(() => startFleet("redis"));

async function openFaults(): Promise<Page> {
  const page = await live(await open("/faults"));
  await page.getByRole("radio", { name: "tagledger on Redis" }).check();
  await page.getByRole("form", { name: "Redis" }).waitFor();
  return page;
}

async function total(page: Page, what: string): Promise<number> {
  return Number(await page.locator(`.totals [data-total="${what}"]`).innerText());
}

test("visitors notice nothing wrong while Redis is stopped and started", async () => {
  const page = await openFaults();
  const redis = page.getByRole("form", { name: "Redis" });
  await page.getByRole("button", { name: "Let visitors in" }).click();
  await expect.poll(() => total(page, "requests"), { timeout: 20_000 }).toBeGreaterThan(10);
  await redis.getByRole("button", { name: "Stop" }).click();
  await redis.getByText("stopped").waitFor();
  const before = await total(page, "requests");
  await expect.poll(() => total(page, "requests"), { timeout: 20_000 }).toBeGreaterThan(before + 10);
  await redis.getByRole("button", { name: "Start" }).click();
  await redis.getByText("running").waitFor();
  await page.getByRole("button", { name: "Send them away" }).click();
  await page.getByRole("button", { name: "Let visitors in" }).waitFor();
  expect(await total(page, "errors")).toBe(0);
  expect(await total(page, "old")).toBe(0);

  const board = await live(await open("/?fleet=redis&instance=a"));
  const version = await versionOf(board, "hole", "b");
  await board.getByRole("button", { name: "Publish" }).click();
  await board.getByRole("button", { name: "updateTag" }).click();
  await showsVersion(board, "hole", ["a", "b", "c"], version + 1);
});

test("a Redis that hangs and one that forgets leave no old answers", async () => {
  const page = await openFaults();
  const redis = page.getByRole("form", { name: "Redis" });
  await redis.getByRole("button", { name: "Hang" }).click();
  await redis.getByText("paused").waitFor();
  await redis.getByRole("button", { name: "Resume" }).click();
  await redis.getByText("running").waitFor();
  await redis.getByRole("button", { name: "Flush" }).click();
  await page.getByRole("button", { name: "Let visitors in" }).click();
  await page.getByRole("button", { name: "Publish and invalidate" }).click();
  await expect.poll(() => total(page, "requests"), { timeout: 20_000 }).toBeGreaterThan(20);
  await page.getByRole("button", { name: "Send them away" }).click();
  expect(await total(page, "old")).toBe(0);
});

test("an instance is killed, the board says so, and it comes back", async () => {
  const page = await openFaults();
  const b = page.getByRole("form", { name: "Instance b" });
  await b.getByRole("button", { name: "Kill" }).click();
  await b.getByText("stopped").waitFor();
  const board = await live(await open("/?fleet=redis"));
  await board.locator('.board td[data-instance="b"][data-state="absent"]').first().waitFor();
  await b.getByRole("button", { name: "Start" }).click();
  await b.getByText("running").waitFor();
  await showsVersion(board, "hole", ["b"], 1);
  expect(await versionOf(board, "hole", "b")).toBe(await versionOf(board, "hole", "a"));
});

test("an instance whose clock is wrong agrees with the others", async () => {
  const page = await openFaults();
  const c = page.getByRole("form", { name: "Instance c" });
  await c.getByRole("button", { name: "Clock +10 min" }).click();
  await c.getByText("+10m").waitFor();
  const board = await live(await open("/?fleet=redis&instance=c"));
  const version = await versionOf(board, "hole", "a");
  await board.getByRole("button", { name: "Publish" }).click();
  await board.getByRole("button", { name: "updateTag" }).click();
  await showsVersion(board, "hole", ["a", "b", "c"], version + 1);
  expect((await command("instance", { fleet: "redis", instance: "c", do: "right" })).status).toBe(200);
});

test("a slow data source is slow only for who makes a value", async () => {
  const page = await openFaults();
  await page.getByRole("button", { name: "2 s", exact: true }).click();
  await page.getByRole("button", { name: "2 s", exact: true, pressed: true }).waitFor();
  await page.getByRole("button", { name: "Publish and invalidate" }).click();
  const ask = async () => {
    const started = performance.now();
    await (await fetch(new URL("/api/dynamic?fleet=redis&instance=a", inject("playground").url))).text();
    return performance.now() - started;
  };
  await ask();
  expect(await ask()).toBeLessThan(2_000);
  await page.getByRole("button", { name: "As it is" }).click();
  await page.getByRole("button", { name: "As it is", pressed: true }).waitFor();
});
