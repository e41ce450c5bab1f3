// Makes the first call on a directory when it is told to, and tells the epoch.
import { filesystemStore } from "../../dist/index.js";

process.on("message", async (directory) => {
  if (directory === "stop") return process.disconnect();
  const store = filesystemStore({ directory, namespace: "app" });
  const { position } = await store.news(undefined);
  process.send(position.epoch);
  await store.close();
});
process.send("ready");
