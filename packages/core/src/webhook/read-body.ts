import type { Clock } from "../clock.ts";
import { Refusal } from "./refusal.ts";

export interface BodyLimits {
  readonly maxBytes: number;
  /** Milliseconds that all of it may take. */
  readonly deadlineMs: number;
  readonly clock: Clock;
}

const FIRST_BYTES = 16 << 10;

/**
 * Reads a body, and stops reading where it is too long or too slow, whatever length it claims to have.
 *
 * @returns the refusal with 413, 408 or 400 instead.
 */
export async function readBody(request: Request, limits: BodyLimits): Promise<Uint8Array | Refusal> {
  const { maxBytes, deadlineMs, clock } = limits;
  const oversized = new Refusal(413, "oversized", `The body has more than ${maxBytes} bytes.`);
  if (Number(request.headers.get("content-length")) > maxBytes) return oversized;
  if (request.body === null) return new Refusal(400, "malformed", "There is no body.");
  const reader = request.body.getReader();
  let isLate = false;
  const cancelDeadline = clock.schedule(deadlineMs, () => {
    isLate = true;
    // Ends the read that waits.
    void reader.cancel().catch(() => {});
  });
  // One buffer that grows: nobody has proven anything yet, and a body may come in a million pieces.
  let held = Buffer.allocUnsafe(Math.min(maxBytes, FIRST_BYTES));
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (isLate) return new Refusal(408, "slow", `The body took longer than ${deadlineMs} ms.`);
      if (done) return held.subarray(0, bytes);
      const end = bytes + value.byteLength;
      if (end > maxBytes) return oversized;
      if (end > held.byteLength) {
        const larger = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(end, 2 * held.byteLength)));
        held.copy(larger, 0, 0, bytes);
        held = larger;
      }
      held.set(value, bytes);
      bytes = end;
    }
  } catch {
    return new Refusal(400, "malformed", "The body could not be read to its end.");
  } finally {
    cancelDeadline();
    // What is left is not wanted. Nobody waits for the sender to notice.
    void reader.cancel().catch(() => {});
  }
}
