import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { EVENT_NAMES } from "@tagledger/core";
import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { OpenHandlers } from "../handler-subject.ts";
import { readText, store } from "../next/use-cache.ts";
import { fetched, testSite, textOf } from "../next/singular.ts";

const KEYS = [
  "",
  "k",
  "K",
  "k ",
  "k\0",
  "k\n",
  "\ufeffk",
  "../../k",
  "/k",
  "k/../k",
  ".",
  "..",
  "con",
  "\ud800",
  "\udc00",
  "\ud800\udc00",
  "\ufffd",
  "x\ud800y",
  "x\ufffdy",
  "ü",
  "u\u0308",
  '["id",[],["build"]]',
  '["id",[[]],["build"]]',
  `${"long".repeat(50_000)}a`,
  `${"long".repeat(50_000)}b`,
];

export const KEYS_TOPIC: Topic<OpenHandlers> = topic("keys", {
  "P15 keys of any code units and length work and never collide": async (open) => {
    const subject = await open();
    const [writer, reader] = [await subject.start(), await subject.start()];
    for (const [index, key] of KEYS.entries()) await store(writer, key, { value: `${index}` });
    for (const [index, key] of KEYS.entries()) expect(await readText(reader, key)).toBe(`${index}`);
  },
  "S10 keys of the singular handler are opaque": async (open) => {
    const subject = await open();
    const [writer, reader] = [await subject.start(), await subject.start()];
    const site = await testSite();
    for (const [index, key] of KEYS.entries()) await site.request(writer).setFetch(key, fetched(`${index}`));
    for (const [index, key] of KEYS.entries()) {
      expect(textOf(await site.request(reader).getFetch(key))).toBe(`${index}`);
    }
  },
  "P16 nothing of a key can be read from where it is stored or from events": async (open) => {
    const subject = await open();
    const process = await subject.start();
    const secret = "correct horse";
    const told: string[] = [];
    const listen = (message: unknown): void => void told.push(JSON.stringify(message, replaceErrors));
    for (const channel of EVENT_NAMES) subscribe(channel, listen);
    try {
      await store(process, `["id",["${secret}"]]`, { value: "v" });
      await readText(process, `["id",["${secret}"]]`);
      await (await testSite()).request(process).setFetch(secret, fetched("v"));
      process.chaos.garbage = (frame) => frame.subarray(1);
      await readText(await subject.start({ nearBytes: 0 }), `["id",["${secret}"]]`);
    } finally {
      for (const channel of EVENT_NAMES) unsubscribe(channel, listen);
    }
    expect(process.chaos.keys.size).toBeGreaterThan(0);
    for (const key of process.chaos.keys) {
      expect(key).toMatch(/^[a-z0-9-]{1,96}$/);
      expect(key).not.toContain(secret);
    }
    for (const event of told) expect(event).not.toContain(secret);
  },
});

function replaceErrors(_name: string, value: unknown): unknown {
  return value instanceof Error ? { message: value.message, cause: value.cause } : value;
}
