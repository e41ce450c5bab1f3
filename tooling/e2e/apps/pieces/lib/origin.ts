/** Reads the version of the data; the test can hold or fail the answer by `key`. */
export async function readOrigin(part: string, key: string): Promise<string> {
  const at = process.env["E2E_INSTANCE"] ?? "?";
  const response = await fetch(`${process.env["E2E_SOURCE"]}/read?${new URLSearchParams({ part, key, at })}`);
  if (!response.ok) throw new Error(`the source refuses ${key}`);
  const { version } = (await response.json()) as { version: number };
  return `~${part}|v=${version}|at=${at}~`;
}
