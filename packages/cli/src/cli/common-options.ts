import type { Option } from "./command.ts";

/** What every command takes. */
export const COMMON_OPTIONS: Readonly<Record<string, Option>> = {
  redis: { type: "string", value: "<url>", text: "the Redis to use, in place of TAGLEDGER_REDIS_URL or REDIS_URL" },
  dir: { type: "string", value: "<path>", text: "the directory to use, in place of TAGLEDGER_DIR" },
  store: { type: "string", value: "<name>", text: "filesystem or redis, where it is not clear which" },
  namespace: { type: "string", value: "<name>", text: "in place of TAGLEDGER_NAMESPACE or the name in package.json" },
  app: { type: "string", value: "<name>", text: "the same as --namespace" },
  project: { type: "string", value: "<path>", text: "the folder of the Next.js app; default: the current one" },
  timeout: { type: "string", value: "<ms>", text: "how long each answer of the store may take; default 5000" },
  json: { type: "boolean", text: "print JSON" },
  help: { type: "boolean", short: "h", text: "print this" },
};
