import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { startStandalone } from "@tagledger/redis-servers";
import { describe, expect, onTestFinished, test } from "vitest";
import { start } from "./command.ts";
import { BACKENDS, openStore } from "./stores.ts";

type Event = { readonly type: string; readonly [name: string]: unknown };

/** The lines of a running `tail --json`, as they come. */
function follow(flags: readonly string[]) {
  const child: ChildProcessWithoutNullStreams = start(["tail", "--json", "--interval", "20", ...flags]);
  const events: Event[] = [];
  let [rest, stderr] = ["", ""];
  let wake = (): void => {};
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk));
  child.stdout.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) events.push(JSON.parse(line) as Event);
    wake();
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once("close", (code) => {
      resolve(code);
      wake();
    });
  });
  return {
    child,
    ended,
    /** @returns the next event of a kind, which ones before it were not taken. */
    async next(type: string): Promise<Event> {
      for (;;) {
        const index = events.findIndex((event) => event.type === type);
        if (index !== -1) return events.splice(0, index + 1).at(-1) as Event;
        if (child.exitCode !== null) throw new Error(`tail has ended with ${child.exitCode}: ${stderr}`);
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

describe.each(BACKENDS)("tail on %s", (backend) => {
  test("tells each invalidation with its position, kind and tags, and ends at an interrupt", async () => {
    const { flags, runtime, store } = await openStore(backend);
    await runtime.invalidate(["before"]);
    const tail = follow(flags);
    expect(await tail.next("opened")).toMatchObject({ marks: 1, position: { epoch: runtime.replica.epoch } });
    expect(await tail.next("record")).toMatchObject({ tags: ["before"], kind: "hard" });
    await runtime.invalidate(["a", "b"]);
    const seq = runtime.replica.seq;
    expect(await tail.next("record")).toMatchObject({ seq, tags: ["a", "b"], kind: "hard" });
    await runtime.invalidate(["_N_T_/blog"], { expire: 100 });
    const soft = await tail.next("record");
    expect(soft).toMatchObject({ seq: runtime.replica.seq, kind: "soft", paths: ["/blog"] });
    expect(soft["hardensInMs"]).toBeGreaterThan(50_000);
    expect(soft["ageMs"]).toBeLessThan(10_000);
    await runtime.invalidate(["b"], {});
    const endless = await tail.next("record");
    expect(endless, "what was told of the tag before is not told again").toMatchObject({ kind: "soft", tags: ["b"] });
    expect(endless).not.toHaveProperty("hardensInMs");
    const previous = runtime.replica.epoch;
    await store.renew(previous ?? "");
    expect(await tail.next("epoch")).toMatchObject({ previous });
    await runtime.invalidate(["after"]);
    expect(await tail.next("record")).toMatchObject({ tags: ["after"] });
    tail.child.kill("SIGINT");
    expect(await tail.ended).toBe(0);
  });

  test("ends when nobody reads on", async () => {
    const { flags, runtime } = await openStore(backend);
    const tail = follow(flags);
    await tail.next("opened");
    tail.child.stdout.destroy();
    await runtime.invalidate(["unheard"]);
    expect(await tail.ended).toBe(0);
  });
});

test("a connection that is lost is said once, and what was recorded meanwhile is told when it is back", async () => {
  const server = await startStandalone({ config: { appendonly: "yes", appendfsync: "always" } });
  onTestFinished(() => server.stop());
  const { flags, runtime } = await openStore("redis", server.url);
  const tail = follow([...flags, "--timeout", "2000"]);
  await tail.next("opened");
  server.pause();
  expect(String((await tail.next("lost"))["message"])).toContain("2000 ms");
  server.resume();
  expect((await tail.next("back"))["afterMs"]).toBeGreaterThan(0);
  for (let tries = 0; tries < 50; tries++) {
    const recorded = await runtime.invalidate(["meanwhile"]).then(
      () => true,
      () => false,
    );
    if (recorded) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await tail.next("record")).toMatchObject({ tags: ["meanwhile"] });
  await server.kill();
  await tail.next("lost");
  tail.child.kill("SIGINT");
  expect(await tail.ended).toBe(0);
});
