import { TagledgerError } from "@tagledger/core/errors";
import { Failure } from "../cli/failure.ts";
import { messageOf } from "./explain.ts";

/**
 * Bounds what a store is asked, and says of a failure which store it was.
 *
 * @param place the store, for people.
 * @throws Failure `DEADLINE` or `STORE`, or the TagledgerError of the store.
 */
export async function within<Result>(ms: number, place: string, waited: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const message = `${place} did not answer within ${ms} ms. See --timeout.`;
    timer = setTimeout(() => reject(new Failure("DEADLINE", message)), ms);
  });
  try {
    return await Promise.race([waited, late]);
  } catch (error) {
    if (error instanceof Failure || error instanceof TagledgerError) throw error;
    const cause = error instanceof Error ? error.cause : undefined;
    throw new Failure("STORE", `${place}: ${messageOf(error)}`, { cause });
  } finally {
    clearTimeout(timer);
    // Nobody listens any more.
    waited.catch(() => {});
  }
}
