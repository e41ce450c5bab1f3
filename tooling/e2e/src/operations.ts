import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Cdn, startCdn } from "./cdn.ts";
import { serve } from "./next-app.ts";
import { openStage, type Stage } from "./stage.ts";
import { operations as variant } from "./variants.ts";

export const WEBHOOK_SECRET = "the secret of the webhook";
export const METRICS_TOKEN = "the token of the metrics";

export type Span = {
  name: string;
  attributes: Record<string, unknown>;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
};

/** Two instances with everything that looks at them or reaches beyond them. */
export type Operated = Stage & {
  cdn: Cdn;
  /** What an instance traced, oldest first. */
  spans(name: "A" | "B"): Span[];
};

export async function openOperated(): Promise<Operated> {
  const cdn = await startCdn("token");
  const spansFile = (directory: string, name: string): string => join(directory, `spans-${name}.jsonl`);
  const stage = await openStage((name, env) =>
    serve(variant.app, name, {
      ...variant.env,
      ...env,
      CDN_PURGE_URL: cdn.url,
      CDN_TOKEN: "token",
      E2E_SPANS: spansFile(env["TAGLEDGER_DIR"] ?? "", name),
      METRICS_TOKEN,
      WEBHOOK_SECRET,
      ...(name === "A" && { TAGLEDGER_DEBUG: "1" }),
    }),
  );
  return {
    ...stage,
    cdn,
    spans: (name) =>
      readFileSync(spansFile(stage.directory, name), "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Span),
    async close() {
      await stage.close();
      await cdn.close();
    },
  };
}
