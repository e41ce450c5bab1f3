import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";

/** How long a busy machine may take to show what a quick one shows at once. */
export const patience = 20_000;

/**
 * A Chromium for the tests of a file. What its pages print as an error fails the test.
 *
 * @returns opens a page of the playground as somebody who has the token
 */
export function useBrowser(): (path: string, options?: BrowserContextOptions) => Promise<Page> {
  let browser: Browser | undefined;
  let problems: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: inject("chromium"), args: ["--no-sandbox"] });
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    await Promise.all(browser?.contexts().map((context) => context.close()) ?? []);
    const seen = problems;
    problems = [];
    expect(seen).toEqual([]);
  });

  return async (path, options) => {
    if (browser === undefined) throw new Error("there is no browser");
    const { url, token } = inject("playground");
    const context = await browser.newContext({ baseURL: url, ...options });
    context.setDefaultTimeout(patience);
    const page = await context.newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    page.on("response", (response) => {
      if (response.status() >= 400)
        problems.push(`${response.status()} ${response.request().method()} ${response.url()}`);
    });
    await page.goto(`/enter?token=${token}`);
    await page.goto(path);
    return page;
  };
}

/** Until the stream brings what happens. */
export async function live(page: Page): Promise<Page> {
  await page.locator('[data-connection="live"]').waitFor();
  return page;
}
