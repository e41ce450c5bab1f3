const instance = () => process.env["E2E_INSTANCE"] ?? "?";

/** Reads the source through Next's fetch cache, or past it when `init` says so. */
export async function read(key: string, init: RequestInit): Promise<string> {
  const query = new URLSearchParams({ part: "inv", key });
  const response = await fetch(`${process.env["E2E_SOURCE"]}/read?${query}`, init);
  const { version } = (await response.json()) as { version: number };
  return `~inv|v=${version}|n=1|at=${instance()}~`;
}
