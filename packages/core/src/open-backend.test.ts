import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { readBackendSettings } from "./backend-settings.ts";
import { publish } from "./channels.ts";
import { createInvalidate, createInvalidatePath } from "./invalidate.ts";
import { memoryStore } from "./memory-store.ts";
import { type Backend, openBackend, type StoreNeeds } from "./open-backend.ts";

function folderWith(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), "tagledger-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "package.json"), content);
  return folder;
}

describe("the settings of a backend", () => {
  test("separate applications by the name of their package", () => {
    const settings = readBackendSettings({}, folderWith('{"name":"shop"}'));
    expect(settings).toMatchObject({ application: "shop", namespace: "shop" });
  });
  test("share what a namespace says, and still know their application", () => {
    const settings = readBackendSettings({ TAGLEDGER_NAMESPACE: "both" }, folderWith('{"name":"shop"}'));
    expect(settings).toMatchObject({ application: "shop", namespace: "both" });
  });
  test.each(["{}", '{"name":""}', "not json"])(
    "know an application whose package.json is %s by its folder",
    (content) => {
      const folder = folderWith(content);
      const hash = createHash("sha256").update(folder).digest("hex").slice(0, 16);
      expect(readBackendSettings({}, folder).application).toBe(`app-${hash}`);
    },
  );
});

describe("a backend", () => {
  function opened(identity: string, env = {}) {
    const needs: StoreNeeds[] = [];
    const open = () =>
      openBackend({
        name: "test",
        settings: readBackendSettings(env, "/app"),
        identity: [identity],
        openStore(given) {
          needs.push(given);
          return memoryStore();
        },
      });
    return { needs, open };
  }

  test("is opened once, and has asked the ledger when it is", async () => {
    const { needs, open } = opened("once");
    const [one, other] = await Promise.all([open(), open()]);
    expect(one).toBe(other);
    expect(one.runtime.replica.proven).toBe(true);
    expect(one.nextVersion).toMatch(/^16\.\d+$/);
    expect(needs).toHaveLength(1);
  });
  test("of another identity is another one", async () => {
    expect(await opened("a").open()).not.toBe(await opened("b").open());
  });
  test("keeps marks for as long as the longest entry, and 30 days at the least", async () => {
    const month = opened("month");
    const year = opened("year", { TAGLEDGER_MAX_TTL_SECONDS: "31536000" });
    await Promise.all([month.open(), year.open()]);
    expect(month.needs).toMatchObject([{ maxMarkAgeMs: 30 * 86_400_000 }]);
    expect(year.needs).toMatchObject([{ maxMarkAgeMs: 365 * 86_400_000 }]);
  });
  test("prints each kind of problem once, however many are open", async () => {
    const printed = vi.spyOn(process, "emitWarning").mockReturnValue();
    onTestFinished(() => printed.mockRestore());
    const { needs, open } = opened("problems");
    await open();
    const problem = { code: "TL-DIRECTORY", message: "It is gone.", cause: new Error("ENOENT") } as const;
    needs[0]?.onProblem(problem);
    publish("tagledger:problem", () => problem);
    expect(printed).toHaveBeenCalledExactlyOnceWith(
      "It is gone. (ENOENT)",
      expect.objectContaining({ code: "TL-DIRECTORY" }),
    );
  });
  test("records what its functions invalidate, in every form of it", async () => {
    const recorded: string[][] = [];
    const runtime = {
      invalidate: async (tags: readonly string[]) => void recorded.push([...tags]),
    } as unknown as Backend<never>["runtime"];
    await createInvalidate(async () => ({ runtime }))(["a", "ä"]);
    await createInvalidatePath(async () => ({ runtime }))("/blog/[slug]", "page");
    expect(recorded).toEqual([["a", "ä", "%C3%A4"], ["_N_T_/blog/[slug]/page"]]);
  });
});
