/**
 * Bounds something that may never end.
 *
 * @param abandon called when time is over, to let go of what is being waited for.
 * @throws with `message` when it took longer than `ms` milliseconds.
 */
export async function within<Result>(
  ms: number,
  message: string,
  waited: Promise<Result>,
  abandon: () => void,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      abandon();
      reject(new Error(message));
    }, ms);
    timer.unref();
  });
  try {
    return await Promise.race([waited, timeout]);
  } finally {
    clearTimeout(timer);
    // Letting go makes it fail, and nobody listens any more.
    waited.catch(() => {});
  }
}
