import { FUNCTIONS, ROUTES } from "./app.ts";
import type { Fleet } from "./fleet.ts";
import type { Operation } from "./plan.ts";

/** Does one thing that was planned; ends when it has an answer, or its process is gone. */
export async function operate(fleet: Fleet, operation: Operation): Promise<void> {
  const process = fleet.processAt(operation.on);
  if (process === undefined) return;
  const { next } = process;
  const functions = (indices: readonly number[]) => indices.flatMap((index) => FUNCTIONS[index] ?? []);
  // It does not arrive while the process is paused.
  await Promise.race([new Promise<void>((resolve) => void process.clock.after(0, resolve)), process.gone]);
  if (process.isGone) return;
  process.note(() => `${operation.does} ${JSON.stringify(operation)}`);
  async function run(): Promise<void> {
    switch (operation.does) {
      case "request": {
        const route = ROUTES[operation.route];
        if (route !== undefined) await next.responses.get(route);
        return;
      }
      case "dynamic":
        return next.dynamic(functions(operation.functions), operation.data, operation.atOnce);
      case "action":
        return next.action(operation.change, functions(operation.before), functions(operation.after));
      case "webhook":
        return next.webhook(operation.change);
    }
  }
  const ended = run().catch((error: unknown) => {
    // A visitor sees an error page.
    if (!process.isOrigin(error)) throw error;
  });
  await Promise.race([ended, process.gone]);
}
