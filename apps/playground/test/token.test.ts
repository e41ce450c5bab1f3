import { expect, test } from "vitest";
import { usePair } from "./pair";

const pair = usePair();

test.each(["/api/webhook", "/api/legacy", "/"])("POST %s is refused without the token", async (path) => {
  expect((await pair.a.fetch(path, { method: "POST" })).status).toBe(401);
  expect((await pair.a.fetch(path, { method: "POST", headers: { authorization: "Bearer wrong" } })).status).toBe(401);
});

test("the address with the token lets a browser in", async () => {
  expect((await pair.a.fetch("/enter?token=wrong")).status).toBe(401);
  const entered = await pair.a.fetch("/enter?token=test-token");
  expect(entered.status).toBe(303);
  const cookie = entered.headers.get("set-cookie") ?? "";
  expect(cookie).toMatch(/HttpOnly/i);
  const allowed = await pair.a.fetch("/api/legacy", {
    method: "POST",
    headers: { cookie: cookie.split(";")[0] ?? "" },
  });
  expect(allowed.status).toBe(200);
});

test("the webhook knows its secret and nothing else", async () => {
  const call = (secret: string) =>
    pair.a.fetch("/api/webhook", {
      method: "POST",
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
      body: JSON.stringify({ topic: "image", how: "publish" }),
    });
  expect((await call("test-token")).status).toBe(401);
  expect((await call("test-secret")).status).toBe(200);
});
