import { randomUUID } from "node:crypto";

/** `E2E_RUN=dev` keeps the builds of an earlier run that had the same name. */
export default function nameThisRun(): void {
  process.env["E2E_RUN"] ??= randomUUID();
}
