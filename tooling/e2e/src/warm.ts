import { eventually } from "./eventually.ts";
import { expireTag } from "./invalidate.ts";
import type { Instance } from "./next-app.ts";
import { request } from "./request.ts";
import type { Row } from "./row.ts";
import type { Stage } from "./stage.ts";

/**
 * Both instances hold what they are going to hold of these pages. The round includes one invalidation, because a page
 * that came out of the build has its cached parts inside it and not yet in the store.
 */
export async function warm({ a, b, source }: Stage, rows: Row[]): Promise<void> {
  const settleAll = async () => {
    for (const instance of [a, b]) {
      for (const row of rows) {
        await settle(instance, row);
        // A navigation may read parts that a document takes from its shell.
        if (row.shape.types.includes("N")) await request(instance.url, row.shape.path, "N");
      }
    }
  };
  await settleAll();
  source.bump();
  await expireTag(a.url, "t1");
  await settleAll();
}

/** The first answers after a start or an invalidation are whatever they are; the last one is what the row says. */
export async function settle(instance: Instance, { shape, then }: Pick<Row, "shape" | "then">): Promise<void> {
  await eventually(async () => {
    const answer = await request(instance.url, shape.path, "D");
    if (answer.status === 200 && (then !== "static" || answer.cache === "HIT")) return;
    const got = `${answer.status} ${answer.cache ?? ""} ${answer.cacheControl}`;
    throw new Error(`${instance.name} answers ${got} on ${shape.path}, expected ${then}\n${instance.log()}`);
  });
}
