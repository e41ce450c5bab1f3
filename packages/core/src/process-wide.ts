/**
 * Something that exists once in a process, however often and by whatever bundler this module is loaded: Next.js loads
 * the two handlers on different ways, and both must share one ledger.
 *
 * @param name names it, together with what it is made from.
 */
export function processWide<Thing>(name: string, create: () => Thing): Thing {
  const symbol = Symbol.for("tagledger.process-wide");
  const known = Reflect.get(globalThis, symbol) as Map<string, unknown> | undefined;
  const things = known ?? new Map<string, unknown>();
  if (known === undefined) Reflect.set(globalThis, symbol, things);
  if (!things.has(name)) things.set(name, create());
  return things.get(name) as Thing;
}
