/**
 * Takes the command out of an error of ioredis, and out of those that it names as its reasons. The command has
 * everything that was sent in it, the password and the bytes of entries too, and whoever prints an error prints that.
 *
 * @returns the same error.
 */
export function withoutCommand(error: unknown): unknown {
  let named = error;
  // Each reason may have one of its own; nobody ever saw four.
  for (let depth = 0; depth < 4 && typeof named === "object" && named !== null; depth++) {
    Reflect.deleteProperty(named, "command");
    named = Reflect.get(named, "lastNodeError") ?? Reflect.get(named, "cause");
  }
  return error;
}
