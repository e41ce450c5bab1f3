import { inject } from "vitest";
import type { Instance } from "./pair";

/** @throws when it is not accepted */
export async function callWebhook(instance: Instance, body: Record<string, unknown>): Promise<void> {
  const response = await instance.fetch("/api/webhook", {
    method: "POST",
    headers: {
      authorization: `Bearer ${inject("appEnv").PLAYGROUND_WEBHOOK_SECRET}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`the webhook answered ${response.status}: ${await response.text()}`);
}
