import type { Locator, Page } from "playwright-core";
import { patience } from "./browser";

/** What one instance shows of one surface. */
export function cell(page: Page, surface: string, instance: string, within = ".board"): Locator {
  return page.locator(`${within} tr[data-surface="${surface}"] td[data-instance="${instance}"]`);
}

export async function versionOf(page: Page, surface: string, instance: string): Promise<number> {
  await page.locator(`.board tr[data-surface="${surface}"] td[data-instance="${instance}"][data-version]`).waitFor();
  return Number(await cell(page, surface, instance).getAttribute("data-version"));
}

/** Waits until these instances show at least this version. */
export async function showsVersion(
  page: Page,
  surface: string,
  instances: readonly string[],
  version: number,
): Promise<void> {
  await page.waitForFunction(
    ({ names, topic, least }) =>
      names.every((name) => {
        const found = document.querySelector(`.board tr[data-surface="${topic}"] td[data-instance="${name}"]`);
        return Number(found?.getAttribute("data-version") ?? 0) >= least;
      }),
    { names: instances, topic: surface, least: version },
    { timeout: patience },
  );
}
