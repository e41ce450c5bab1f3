import { describe, expect, test } from "vitest";
import { addHandlers } from "./with-tagledger.ts";

const modules = { useCache: "/use-cache", useCacheNear: "/near", incremental: "/incremental", packages: ["p"] };

describe("a configuration with handlers", () => {
  test("has both kinds, and nothing that Next.js keeps by itself", () => {
    expect(addHandlers({ cacheComponents: true }, modules)).toEqual({
      cacheComponents: true,
      cacheHandler: "/incremental",
      cacheHandlers: { default: "/use-cache", remote: "/use-cache" },
      cacheMaxMemorySize: 0,
      serverExternalPackages: ["p"],
      images: { customCacheHandler: true },
    });
  });
  test("keeps what the user has set", () => {
    const config = {
      experimental: { useCache: true },
      cacheHandler: "/mine",
      cacheHandlers: { remote: "/mine", sessions: "/mine" },
      cacheMaxMemorySize: 5,
      serverExternalPackages: ["q"],
      images: { customCacheHandler: false, formats: ["image/webp"] },
    };
    expect(addHandlers(config, modules)).toEqual({
      ...config,
      cacheHandlers: { default: "/use-cache", remote: "/mine", sessions: "/mine" },
      serverExternalPackages: ["q", "p"],
    });
  });
  test("has no handlers for 'use cache' where that is off, since edge routes cannot be built with any", () => {
    expect(addHandlers({}, modules)).not.toHaveProperty("cacheHandlers");
  });
  test("may keep the default kind in the memory of each process", () => {
    expect(addHandlers({ cacheComponents: true }, modules, { default: "near" })).toMatchObject({
      cacheHandlers: { default: "/near", remote: "/use-cache" },
    });
  });
  test.each(["16.0.11", "16.1.7"])("has none for images on next@%s, which refuses the option", (version) => {
    expect(addHandlers({ cacheComponents: true }, modules, {}, version)).not.toHaveProperty("images");
  });
  test.each(["16.2.0", "16.5.0-canary.38", undefined])("has one for images on next@%s", (version) => {
    expect(addHandlers({}, modules, {}, version)).toHaveProperty("images.customCacheHandler", true);
  });
  test.each(["15.5.29", "17.0.0"])("is refused on next@%s, also as a function", (version) => {
    const refusal = expect.objectContaining({ code: "TL-NEXT-VERSION" });
    expect(() => addHandlers({}, modules, {}, version)).toThrow(refusal);
    expect(() => addHandlers(() => ({}), modules, {}, version)).toThrow(refusal);
  });
  test("may be a function", async () => {
    const config = addHandlers(async (phase: string) => ({ cacheComponents: true, distDir: phase }), modules);
    await expect(config("build")).resolves.toMatchObject({ distDir: "build", cacheHandler: "/incremental" });
  });
});
