/** @returns what went wrong, or nothing */
export async function sendCommand(command: string, fields: FormData): Promise<string> {
  try {
    const response = await fetch(`/control/${command}`, {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams(
        [...fields].map(([name, value]) => [name, typeof value === "string" ? value : value.name]),
      ),
    });
    if (response.ok) return "";
    const { error } = (await response.json()) as { error?: string };
    return error ?? `The control server answered ${response.status}.`;
  } catch {
    return "The control server does not answer. Is the playground still running?";
  }
}
