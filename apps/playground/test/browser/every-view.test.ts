import { beforeAll, expect, test } from "vitest";
import { seriousViolations } from "./axe";
import { live, useBrowser } from "./browser";
import { startFleet } from "./control-client";

const open = useBrowser();
const views = ["/", "/compare", "/timeline", "/faults", "/load", "/migrate", "/static"];
const looks = [
  { colorScheme: "light", viewport: { width: 360, height: 740 } },
  { colorScheme: "dark", viewport: { width: 1600, height: 900 } },
] as const;

beforeAll(() => startFleet("redis"));

const cases = views.flatMap((view) =>
  looks.map((look) => ({ view, look, title: `${view}, ${look.colorScheme}, ${look.viewport.width} px` })),
);

for (const { view, look, title } of cases) {
  test(`${title}: nothing serious for axe, nothing cut off, nothing moves`, async () => {
    const page = await open("/static", look);
    await page.addInitScript(() => {
      const shifts: number[] = [];
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) shifts.push(entry.value);
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(view);
    if (view !== "/static") await live(page);
    const violations = await seriousViolations(page);
    expect(violations).toEqual([]);
    const cutOff = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(cutOff).toBeLessThanOrEqual(0);
    const shifts = await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts);
    expect(shifts.reduce((sum, one) => sum + one, 0)).toBeLessThan(0.05);
  });
}
