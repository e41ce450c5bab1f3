// Begins a rotation and dies after the seal, before the next journal has its name.
import { systemDisk } from "../../dist/disk.js";
import { filesystemStore } from "../../dist/index.js";

const { directory } = JSON.parse(process.argv[2]);
const link = () => process.kill(process.pid, "SIGKILL");
const store = filesystemStore({ directory, namespace: "app", disk: { ...systemDisk, link } });
// The first journal is there already, so that this is the only link.
await store.compact();
