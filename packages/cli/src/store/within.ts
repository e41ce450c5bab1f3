import { Failure } from "../cli/failure.ts";

/**
 * Bounds something that may never end.
 *
 * @throws Failure `DEADLINE`.
 */
export async function within<Result>(ms: number, place: string, waited: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Failure("DEADLINE", `${place} did not answer within ${ms} ms. See --timeout.`)),
      ms,
    );
  });
  try {
    return await Promise.race([waited, late]);
  } finally {
    clearTimeout(timer);
    // Nobody listens any more.
    waited.catch(() => {});
  }
}
