import { startSentinel } from "@tagledger/redis-servers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createWorkbench, eventually, hard, tagsOf, type Workbench } from "./workbench.ts";

let sentinel: Awaited<ReturnType<typeof startSentinel>>;
let bench: Workbench;

beforeEach(async () => {
  sentinel = await startSentinel();
  const names = sentinel.sentinelAddresses.map(({ host, port }) => `${host}:${port}`).join(",");
  bench = createWorkbench(() => `redis+sentinel://${names}/${sentinel.name}`);
}, 60_000);
afterEach(async () => {
  await bench.close();
  await sentinel.stop();
});

describe.each(["redis", "ioredis"] as const)("sentinels with %s", (library) => {
  test("lead to the primary, and to the next one when it is lost with what it had acknowledged last", async () => {
    const { primary, replica } = sentinel;
    const store = bench.open({ library });
    const { position } = (await store.append([hard("a")], undefined)).news;
    expect(await store.news(position)).toBeUndefined();
    await eventually(async () => expect(await replica.command("EXISTS", bench.keys.head)).toBe(1));

    // The replica hears nothing of the next invalidation, which is acknowledged all the same.
    replica.pause();
    const last = (await store.append([hard("lost")], position)).news.position;
    await primary.kill();
    replica.resume();

    // Somebody who knew only what the replica knows would believe it.
    const news = await eventually(() => store.news(position), 30_000);
    expect(news?.reset).toBe(true);
    expect(news?.position.epoch).not.toBe(position.epoch);
    expect(tagsOf(news)).toEqual([]);
    expect((await store.news(last))?.position).toEqual(news?.position);
    expect(tagsOf((await store.append([hard("b")], news?.position)).news)).toEqual(["b"]);
  }, 60_000);

  test("that are partly gone still lead there; a wrong name is said", async () => {
    const [first] = sentinel.sentinels;
    await first?.kill();
    const store = bench.open({ library });
    const { position } = (await store.append([hard("a")], undefined)).news;
    expect(await store.news(position)).toBeUndefined();
    const address = sentinel.sentinelAddresses[1];
    const wrong = bench.open({ library, url: `redis+sentinel://${address?.host}:${address?.port}/nobody` });
    await expect(wrong.news(undefined)).rejects.toThrow(/nobody/);
  }, 60_000);
});
