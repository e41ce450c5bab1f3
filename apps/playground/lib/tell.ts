import { channel } from "node:diagnostics_channel";

/** What the app asked of Next.js, in its own words. Also on the built-in cache, which reports nothing of itself. */
export interface Call {
  readonly call: string;
  readonly tags: readonly string[];
  readonly kind: "hard" | "soft" | "publish";
  readonly expireSeconds?: number;
}

const calls = channel("app:call");

export function tell(call: Call): void {
  calls.publish(call);
}
