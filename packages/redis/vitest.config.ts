import { defineConfig } from "vitest/config";

/** What depends on how a client connects, loses its connection and is told so. */
const CONNECTING = ["test/{cluster,connection,loss,primary,sentinel,tls}.test.ts"];

export default defineConfig({
  test: {
    projects: [
      { test: { name: "redis", include: ["{src,test}/**/*.test.ts"] } },
      {
        // The oldest clients that package.json accepts.
        resolve: { alias: [{ find: /^(redis|ioredis)$/, replacement: "$1-oldest" }] },
        test: { name: "redis, oldest clients", include: CONNECTING },
      },
    ],
  },
});
