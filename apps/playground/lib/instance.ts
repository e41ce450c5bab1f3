/** The name of this process in its fleet; `build` while `next build` runs. */
export function instanceName(): string {
  return process.env.TAGLEDGER_INSTANCE ?? "unnamed";
}
