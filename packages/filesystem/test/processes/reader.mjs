// Follows the ledger and reads entries until it is told to stop, then reports what it knew and what was wrong.
import { createHash } from "node:crypto";
import { filesystemStore } from "../../dist/index.js";

const { directory } = JSON.parse(process.argv[2]);
const store = filesystemStore({ directory, namespace: "app" });
const wrongs = [];
/** Of each epoch: the newest position and all tags known at it. */
const epochs = new Map();
let isStopped = false;
let position;
let entriesRead = 0;
process.on("message", () => (isStopped = true));

async function follow() {
  const news = await store.news(position);
  if (news === undefined) return;
  const known = epochs.get(news.position.epoch);
  if (known !== undefined && known.seq > news.position.seq)
    wrongs.push(`${known.seq} was followed by ${news.position.seq}`);
  if (known !== undefined && position.epoch !== news.position.epoch) wrongs.push("an epoch came back");
  if (!news.reset && position.epoch !== news.position.epoch) wrongs.push("a new epoch without a reset");
  let last = 0;
  for (const { hard } of news.marks) {
    if (hard < last) wrongs.push("marks out of order");
    last = hard;
  }
  const tags = news.reset ? new Set() : known.tags;
  for (const { tag } of news.marks) tags.add(tag);
  epochs.set(news.position.epoch, { seq: news.position.seq, tags });
  position = news.position;
}

async function readEntry() {
  const stored = await store.read(`key-${Math.floor(Math.random() * 5)}`);
  if (stored === undefined) return;
  entriesRead++;
  const checksum = createHash("sha256").update(stored.frame.subarray(32)).digest();
  if (!checksum.equals(stored.frame.subarray(0, 32))) wrongs.push("a torn entry");
}

process.send("ready");
while (!isStopped) {
  await follow();
  await readEntry();
  await new Promise((resolve) => setTimeout(resolve, 5));
}
await follow();
await store.close();
const report = [...epochs].map(([epoch, { seq, tags }]) => ({ epoch, seq, tags: [...tags] }));
process.send({ position, wrongs, entriesRead, epochs: report });
process.disconnect();
