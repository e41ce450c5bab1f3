// Appends and writes entries until it is told to stop or killed. What was acknowledged it tells in one line each, by a
// system call of its own, so that a signal right after it cannot take it back.
import { createHash } from "node:crypto";
import { appendFileSync } from "node:fs";
import { filesystemStore } from "../../dist/index.js";

const { name, directory, log, limit = Infinity, entryBytes = 0, maxJournalBytes } = JSON.parse(process.argv[2]);
const store = filesystemStore({ directory, namespace: "app", maxJournalBytes });
let isStopped = false;
process.on("message", () => (isStopped = true));

let position;
let count = 0;

async function append() {
  const tags = [`${name}-${count++}`];
  const { seq, news } = await store.append([{ tags, kind: "hard" }], position);
  position = news.position;
  appendFileSync(log, `${JSON.stringify({ epoch: news.position.epoch, seq, tag: tags[0] })}\n`);
}

async function writeEntry() {
  const key = `key-${Math.floor(Math.random() * 5)}`;
  const body = Buffer.alloc(Math.floor(Math.random() * entryBytes), `${name}-${count}`);
  const checksum = createHash("sha256").update(body).digest();
  await store.write(key, {
    frame: [checksum, body],
    position: { epoch: position.epoch, seq: position.seq },
    ageMs: 0,
    ttlMs: 60_000,
  });
}

process.send("ready");
while (!isStopped && count < limit) {
  // Two at a time, so that they share a write.
  await Promise.all([append(), append()]);
  if (entryBytes > 0) await writeEntry();
}
await store.close();
process.send("done");
process.disconnect();
