import { expect, test } from "vitest";
import { inOrder } from "../src/publish-order.mjs";

test("a package is published after everything of ours that it needs", () => {
  const of = (name: string, dependencies: string[], peers: string[] = []) => ({
    name,
    manifest: {
      dependencies: Object.fromEntries(dependencies.map((one) => [one, "1"])),
      peerDependencies: Object.fromEntries(peers.map((one) => [one, "1"])),
    },
  });
  const packages = [of("cli", ["redis"]), of("bridge", [], ["core"]), of("core", ["lru-cache"]), of("redis", ["core"])];
  expect(inOrder(packages).map(({ name }) => name)).toEqual(["core", "redis", "cli", "bridge"]);
});
