import { spawnNode } from "./child.mjs";
import { nextBin } from "./next-bin.mjs";
import { captureOutput } from "./output.mjs";

/**
 * Runs `next build` once.
 *
 * @param {{ appDir: string, env?: Record<string, string>, node?: string, echo?: (line: string) => void }} options
 * @returns {Promise<{ ms: number, output: string }>}
 */
export async function buildApp({ appDir, env = {}, node, echo }) {
  const started = performance.now();
  const { child, ended } = spawnNode([nextBin(appDir), "build"], {
    cwd: appDir,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env, NODE_ENV: "production" },
    ...(node !== undefined && { node }),
  });
  const output = captureOutput(child, { lines: 200, ...(echo && { echo }) });
  const outcome = await ended;
  if (outcome !== "code 0") throw new Error(`next build ended with ${outcome}\n${output.tail()}`);
  return { ms: Math.round(performance.now() - started), output: output.tail() };
}
