import { describe, expect, test } from "vitest";
import { publish } from "../channels.ts";
import { createMetricsRoute } from "./metrics-route.ts";

const scrape = (route: ReturnType<typeof createMetricsRoute>, authorization?: string): Promise<Response> =>
  route.GET(new Request("http://localhost/metrics", authorization === undefined ? {} : { headers: { authorization } }));

describe("the route of the metrics", () => {
  test("counts once what happens, however often it is created", async () => {
    const [one, other] = [createMetricsRoute(), createMetricsRoute()];
    publish("tagledger:problem", () => ({ code: "TL-CONFIG", message: "m" }));
    for (const route of [one, other]) {
      const response = await scrape(route);
      expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect(await response.text()).toContain('tagledger_problems_total{tagledger_code="TL-CONFIG"} 1\n');
    }
  });
  test.each([
    ["secret", "Bearer secret", 200],
    ["secret", "bearer secret", 200],
    [["old", "new"], "Bearer new", 200],
    ["secret", "Bearer secre", 401],
    ["secret", "Bearer secretx", 401],
    ["secret", undefined, 401],
    ["", "Bearer ", 401],
    [undefined, "Bearer undefined", 401],
    [[undefined, ""], undefined, 401],
  ])("with the token %j answers %j with %i", async (token, authorization, status) => {
    const response = await scrape(createMetricsRoute({ token }), authorization);
    expect(response.status).toBe(status);
    expect((await response.text()).includes("# TYPE")).toBe(status === 200);
  });
});
