import { startStandalone } from "@tagledger/redis-servers";
import { expect, onTestFinished, test, vi } from "vitest";

test("a webhook answers when Redis has it, and with 503 when Redis has gone", async () => {
  const server = await startStandalone();
  onTestFinished(() => server.stop());
  vi.stubEnv("REDIS_URL", server.url);
  vi.stubEnv("TAGLEDGER_NAMESPACE", "webhook");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { createRevalidateRoute } = await import("../src/webhook.ts");
  const { POST } = createRevalidateRoute({ secret: "s" });
  const call = (tag: string): Promise<Response> => {
    const headers = { authorization: "Bearer s" };
    return POST(new Request("http://localhost/", { method: "POST", headers, body: JSON.stringify({ tags: [tag] }) }));
  };

  expect((await call("products")).status).toBe(200);
  const keys = (await server.command("KEYS", "*")) as string[];
  const marks = keys.find((key) => key.includes("marks"));
  expect(JSON.stringify(await server.command("HKEYS", marks ?? ""))).toContain("products");
  await server.stop();
  const refused = await call("products");
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ error: "not-recorded" });
});
