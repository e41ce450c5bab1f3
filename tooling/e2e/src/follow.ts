import { describeAnswer } from "./cell.ts";
import { eventually } from "./eventually.ts";
import type { Instance } from "./next-app.ts";
import { request, type Answer, type RequestType } from "./request.ts";
import type { Row } from "./row.ts";
import type { Shape } from "./shape.ts";

/** `settling` answers were given while a regeneration could still be running. */
export type Followed = { at: string; answer: Answer; settling: boolean };

const onFirst: RequestType[] = ["D", "D", "N", "S"];
const onOther: RequestType[] = ["D", "N"];

/**
 * What readers get after the first request: D, D, N, S where it was made and D, N on the other instance.
 * A navigation regenerates in the background, so a page that becomes static is first given the time to do so.
 */
export async function follow({ shape, then }: Row, near: Instance, far: Instance): Promise<Followed[]> {
  const followed: Followed[] = [];
  const ask = async (instance: Instance, type: RequestType, settling: boolean) => {
    const answer = await request(instance.url, shape.path, type, shape.segment);
    followed.push({ at: instance.name, answer, settling });
    return answer;
  };
  if (then === "static") {
    await eventually(async () => {
      if ((await ask(near, "D", true)).cache !== "HIT") throw new Error("not settled");
    }, 3000).catch(() => undefined);
  }
  for (const type of onFirst) if (shape.types.includes(type)) await ask(near, type, false);
  for (const type of onOther) if (shape.types.includes(type)) await ask(far, type, false);
  return followed;
}

/** `static`, `dyn`, or the answers themselves where they are neither; `later-OLD` if any of them was old. */
export function summarize(shape: Shape, followed: Followed[], version: number): string {
  const cell = (answer: Answer) => describeAnswer(answer, version);
  const settled = followed.filter(({ settling }) => !settling);
  const isStatic = settled.every(
    ({ answer }) =>
      (cell(answer) === "HIT" && answer.cacheControl.startsWith("s-maxage=3600")) ||
      (!shape.listed && answer.type === "N" && cell(answer) === "dyn"),
  );
  // The segment of a page with a hole is served from its shell, whatever the page itself is.
  const isDynamic = settled.every(({ answer }) => answer.type === "S" || /^dyn( OLD)?$/.test(cell(answer)));
  const words = settled.map(({ at, answer }) => `${at}.${answer.type} ${cell(answer)}`).join(", ");
  const old = followed.some(({ answer }) => cell(answer).includes("OLD")) ? " later-OLD" : "";
  return `${isStatic ? "static" : isDynamic ? "dyn" : words}${old}`;
}
