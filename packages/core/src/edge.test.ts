import { describe, expect, test } from "vitest";
import { edgeSafe } from "./edge.ts";
import type { IncrementalHandlerOptions, NextIncrementalHandler } from "./next.ts";

const context = { kind: "APP_PAGE" } as const;

describe("without a handler, as in the edge runtime", () => {
  const handler = new (edgeSafe(undefined))({});

  test("everything is a miss and nothing is stored", async () => {
    await handler.set("key", null, context);
    expect(await handler.get("key", context)).toBeNull();
  });
  test("an invalidation is refused, not lost in silence", async () => {
    await expect(handler.revalidateTag("t")).rejects.toThrow(expect.objectContaining({ code: "TL-EDGE" }));
  });
});

test("with a handler every call reaches it, with what Next.js gave", async () => {
  const calls: unknown[][] = [];
  const Inner = class implements NextIncrementalHandler {
    constructor(options: IncrementalHandlerOptions) {
      calls.push(["new", options]);
    }
    async get(...given: unknown[]) {
      calls.push(["get", ...given]);
      return { value: null, lastModified: 1 };
    }
    async set(...given: unknown[]) {
      calls.push(["set", ...given]);
    }
    async revalidateTag(...given: unknown[]) {
      calls.push(["revalidateTag", ...given]);
    }
    resetRequestCache(): void {}
  };
  const handler = new (edgeSafe(Inner))({ serverDistDir: "/build/server" });
  expect(await handler.get("key", context)).toEqual({ value: null, lastModified: 1 });
  await handler.set("key", null, context);
  await handler.revalidateTag(["t"], { expire: 1 });
  expect(calls).toEqual([
    ["new", { serverDistDir: "/build/server" }],
    ["get", "key", context],
    ["set", "key", null, context],
    ["revalidateTag", ["t"], { expire: 1 }],
  ]);
});
