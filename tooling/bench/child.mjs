import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/**
 * Runs a program in a process of its own: what another measurement has left in the memory of a process
 * would be measured with it.
 *
 * @template Result
 * @param {URL} program a file that calls `serve`
 * @param {unknown} task
 * @returns {Promise<Result>}
 */
export async function runChild(program, task) {
  const child = fork(fileURLToPath(program), { execArgv: ["--expose-gc"] });
  try {
    child.send(/** @type {import("node:child_process").Serializable} */ (task));
    const exited = once(child, "exit").then(([code, signal]) => {
      throw new Error(`${program.pathname} ended with ${code ?? signal} instead of a result`);
    });
    const [message] = await Promise.race([once(child, "message"), exited]);
    exited.catch(() => {});
    const { result, error } = /** @type {{ result: Result, error?: string }} */ (message);
    if (error !== undefined) throw new Error(`${program.pathname}: ${error}`);
    return result;
  } finally {
    child.kill("SIGKILL");
  }
}

/**
 * What a program does with its task. It ends with the process that started it.
 *
 * @template Task, Result
 * @param {(task: Task) => Promise<Result>} run
 */
export function serve(run) {
  process.once("disconnect", () => process.exit());
  process.once("message", (/** @type {Task} */ task) => {
    run(task).then(
      (result) => process.send?.({ result }),
      (/** @type {unknown} */ error) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
    );
  });
}

/** @returns {number} the bytes of memory in use, after what is not has been collected. */
export function usedBytes() {
  if (globalThis.gc === undefined) throw new Error("This needs --expose-gc.");
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
