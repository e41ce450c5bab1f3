/** What Lua 5.1 computes with. Strings have a character for each byte. */
export type LuaValue = undefined | boolean | number | string | LuaTable | LuaFunction;
export type LuaFunction = (...values: LuaValue[]) => LuaValue[];

export class LuaTable {
  readonly map = new Map<LuaValue, LuaValue>();

  static from(values: readonly LuaValue[]): LuaTable {
    const table = new LuaTable();
    values.forEach((value, index) => table.set(index + 1, value));
    return table;
  }

  get(key: LuaValue): LuaValue {
    return this.map.get(key);
  }

  set(key: LuaValue, value: LuaValue): void {
    if (value === undefined) this.map.delete(key);
    else this.map.set(key, value);
  }

  get length(): number {
    let length = 0;
    while (this.map.has(length + 1)) length++;
    return length;
  }

  /** Up to the first hole. */
  values(): LuaValue[] {
    return Array.from({ length: this.length }, (_, index) => this.map.get(index + 1));
  }
}

export class LuaError extends Error {}

const DECIMAL = /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i;
const HEXADECIMAL = /^\s*0x[0-9a-f]+\s*$/i;

export function toNumber(value: LuaValue): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return undefined;
  return DECIMAL.test(value) || HEXADECIMAL.test(value) ? Number(value) : undefined;
}

/** As `%.14g` writes it. */
export function toText(value: LuaValue): string {
  if (typeof value === "string") return value;
  if (typeof value !== "number") throw new LuaError(`attempt to concatenate a ${typeOf(value)} value`);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  const digits = value.toPrecision(14);
  return digits.includes("e") ? digits.replace(/\.?0+e/, "e") : digits.replace(/\.?0+$/, "");
}

export function typeOf(value: LuaValue): string {
  if (value === undefined) return "nil";
  if (value instanceof LuaTable) return "table";
  return typeof value;
}

export function isTrue(value: LuaValue): boolean {
  return value !== undefined && value !== false;
}

function arithmetic(one: LuaValue, other: LuaValue, compute: (one: number, other: number) => number): number {
  const [left, right] = [toNumber(one), toNumber(other)];
  if (left === undefined || right === undefined) {
    throw new LuaError(`attempt to perform arithmetic on a ${typeOf(left === undefined ? one : other)} value`);
  }
  return compute(left, right);
}

function isLess(one: LuaValue, other: LuaValue, orEqual: boolean): boolean {
  if (
    (typeof one === "number" && typeof other === "number") ||
    (typeof one === "string" && typeof other === "string")
  ) {
    return one < other || (orEqual && one === other);
  }
  throw new LuaError(`attempt to compare ${typeOf(one)} with ${typeOf(other)}`);
}

/** What compiled Lua calls. */
export const OPERATIONS = {
  isTrue,
  table: (): LuaTable => new LuaTable(),
  add: (one: LuaValue, other: LuaValue) => arithmetic(one, other, (left, right) => left + right),
  subtract: (one: LuaValue, other: LuaValue) => arithmetic(one, other, (left, right) => left - right),
  multiply: (one: LuaValue, other: LuaValue) => arithmetic(one, other, (left, right) => left * right),
  divide: (one: LuaValue, other: LuaValue) => arithmetic(one, other, (left, right) => left / right),
  modulo: (one: LuaValue, other: LuaValue) =>
    arithmetic(one, other, (left, right) => left - Math.floor(left / right) * right),
  less: (one: LuaValue, other: LuaValue) => isLess(one, other, false),
  atMost: (one: LuaValue, other: LuaValue) => isLess(one, other, true),
  concat: (one: LuaValue, other: LuaValue) => toText(one) + toText(other),
  negate: (value: LuaValue) => arithmetic(0, value, (zero, right) => zero - right),
  length(value: LuaValue): number {
    if (typeof value === "string") return value.length;
    if (value instanceof LuaTable) return value.length;
    throw new LuaError(`attempt to get length of a ${typeOf(value)} value`);
  },
  index(value: LuaValue, key: LuaValue): LuaValue {
    if (value instanceof LuaTable) return value.get(key);
    throw new LuaError(`attempt to index a ${typeOf(value)} value`);
  },
  assign(target: LuaValue, key: LuaValue, value: LuaValue): void {
    if (!(target instanceof LuaTable)) throw new LuaError(`attempt to index a ${typeOf(target)} value`);
    target.set(key, value);
  },
  call(callee: LuaValue, values: LuaValue[]): LuaValue[] {
    if (typeof callee !== "function") throw new LuaError(`attempt to call a ${typeOf(callee)} value`);
    return callee(...values);
  },
  bound(value: LuaValue): number {
    const number = toNumber(value);
    if (number === undefined) throw new LuaError("'for' limit must be a number");
    return number;
  },
};
