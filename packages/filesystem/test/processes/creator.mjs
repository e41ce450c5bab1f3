// Makes the first call on a directory when it is told to, and tells the epoch.
import { filesystemStore } from "../../dist/index.js";

process.on("message", (directory) => {
  if (directory === "stop") process.disconnect();
  else void create(directory);
});

async function create(directory) {
  const store = filesystemStore({ directory, namespace: "app" });
  const { position } = await store.news(undefined);
  process.send(position.epoch);
  await store.close();
}

process.send("ready");
