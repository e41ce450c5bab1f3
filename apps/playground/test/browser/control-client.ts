import { inject } from "vitest";

/** A command of the control server, as its forms send it. */
export async function command(name: string, fields: Record<string, string> | string[][]): Promise<Response> {
  const { url, token } = inject("playground");
  return fetch(new URL(`/control/${name}`, url), {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: new URLSearchParams(fields),
  });
}

export async function startFleet(fleet: string): Promise<void> {
  const response = await command("start-fleet", { fleet });
  if (!response.ok) throw new Error(await response.text());
}
