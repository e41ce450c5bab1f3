import { expect, test } from "vitest";
import { readBuild } from "./build.ts";
import type { Files } from "./files.ts";

/** What `next build` of an application with a `deploymentId` leaves, whose `.next/cache` was kept from the one before. */
function buildWith(deploymentId: string): Files {
  const written: Readonly<Record<string, unknown>> = {
    "app-path-routes-manifest.json": { "/page": "/" },
    "prerender-manifest.json": { routes: {}, dynamicRoutes: {}, preview: { previewModeId: "kept" } },
    "routes-manifest.json": { deploymentId },
  };
  return {
    async read(path) {
      const name = path.split("/").at(-1) ?? "";
      if (name === "BUILD_ID") return Buffer.from("build-TfctsWXpff2fKS");
      return name in written ? Buffer.from(JSON.stringify(written[name])) : undefined;
    },
    modifiedAt: async () => undefined,
    list: async () => [],
    write: async () => {},
  };
}

test("deployments of one application are different builds, though Next.js gives all of them one id", async () => {
  const [one, other, again] = await Promise.all(
    ["v1", "v2", "v1"].map((deploymentId) => readBuild(buildWith(deploymentId), "/app/.next/server")),
  );
  expect(one?.id).toBe(other?.id);
  expect(one?.identity).not.toBe(other?.identity);
  expect(one?.identity).toBe(again?.identity);
});

test("there is no build where none has finished", async () => {
  const nothing = { read: async () => undefined } as unknown as Files;
  await expect(readBuild(nothing, "/app/.next/server")).resolves.toBeUndefined();
});
