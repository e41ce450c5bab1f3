import { createHash } from "node:crypto";
import { LuaError, LuaTable, type LuaFunction, type LuaValue, toNumber, toText, typeOf } from "./lua-values.ts";

const CLASSES: Readonly<Record<string, string>> = {
  a: "A-Za-z",
  d: "0-9",
  s: "\\s",
  w: "A-Za-z0-9",
  x: "0-9A-Fa-f",
};

const patterns = new Map<string, RegExp>();

/**
 * @returns a pattern of Lua as a regular expression.
 * @throws for what it does not know.
 */
export function patternOf(pattern: string): RegExp {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  let built = "";
  let inSet = false;
  for (let index = 0; index < pattern.length; index++) {
    const char = pattern[index] as string;
    if (char === "%") {
      const name = pattern[++index] ?? "";
      const members = CLASSES[name.toLowerCase()];
      if (members === undefined) built += `\\${name}`;
      else if (inSet) built += name === name.toLowerCase() ? members : notInSet(pattern);
      else built += name === name.toLowerCase() ? `[${members}]` : `[^${members}]`;
    } else if (char === "[") {
      inSet = true;
      built += char;
    } else if (char === "]") {
      inSet = false;
      built += char;
    } else if (char === "-" && !inSet) throw new LuaError(`'-' in ${pattern} is not known here`);
    else if (char === "." && !inSet) built += "[\\s\\S]";
    else if ("{}|/\\".includes(char)) built += `\\${char}`;
    else built += char;
  }
  const expression = new RegExp(built, "g");
  patterns.set(pattern, expression);
  return expression;
}

function notInSet(pattern: string): never {
  throw new LuaError(`a negated class in a set of ${pattern} is not known here`);
}

function text(value: LuaValue): string {
  return toText(value);
}

function number(value: LuaValue): number {
  const converted = toNumber(value);
  if (converted === undefined) throw new LuaError(`number expected, got ${typeOf(value)}`);
  return converted;
}

const STRING: Readonly<Record<string, LuaFunction>> = {
  match(subject, pattern) {
    const expression = patternOf(text(pattern));
    expression.lastIndex = 0;
    const found = expression.exec(text(subject));
    if (found === null) return [undefined];
    return found.length > 1 ? found.slice(1) : [found[0]];
  },
  gmatch(subject, pattern) {
    const found = text(subject).matchAll(patternOf(text(pattern)));
    return [
      () => {
        const next = found.next();
        if (next.done === true) return [undefined];
        return next.value.length > 1 ? next.value.slice(1) : [next.value[0]];
      },
    ];
  },
  find(subject, needle, start = 1, plain) {
    const from = number(start) - 1;
    if (plain === true) {
      const at = text(subject).indexOf(text(needle), from);
      return at < 0 ? [undefined] : [at + 1, at + text(needle).length];
    }
    const expression = patternOf(text(needle));
    expression.lastIndex = from;
    const found = expression.exec(text(subject));
    return found === null ? [undefined] : [found.index + 1, found.index + found[0].length, ...found.slice(1)];
  },
  sub(subject, from, to = -1) {
    const whole = text(subject);
    const place = (at: number): number => (at < 0 ? whole.length + at + 1 : at);
    return [whole.slice(Math.max(place(number(from)), 1) - 1, Math.max(place(number(to)), 0))];
  },
  format(pattern, value) {
    if (pattern !== "%.0f") throw new LuaError(`the format ${text(pattern)} is not known here`);
    const rounded = Math.round(number(value));
    return [BigInt(rounded).toString()];
  },
};

const STRUCT: Readonly<Record<string, LuaFunction>> = {
  unpack(format, subject) {
    const doubles = /^>(d+)$/.exec(text(format))?.[1];
    if (doubles === undefined) throw new LuaError(`the format ${text(format)} is not known here`);
    const bytes = Buffer.from(text(subject), "latin1");
    return [...Array.from(doubles, (_, index) => bytes.readDoubleBE(index * 8)), doubles.length * 8 + 1];
  },
};

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "/": "\\/",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** As lua-cjson writes a string: bytes that are not ASCII as they are. */
function quoted(value: LuaValue): string {
  const escaped = Array.from(text(value), (char) => {
    const code = char.charCodeAt(0);
    const isControl = code < 0x20 || code === 0x7f;
    return ESCAPES[char] ?? (isControl ? `\\u${code.toString(16).padStart(4, "0")}` : char);
  });
  return `"${escaped.join("")}"`;
}

const CJSON: Readonly<Record<string, LuaFunction>> = {
  encode(list) {
    if (!(list instanceof LuaTable)) throw new LuaError("only lists of strings are known here");
    return [`[${list.values().map(quoted).join(",")}]`];
  },
};

const MATH: Readonly<Record<string, LuaFunction>> = {
  floor: (value) => [Math.floor(number(value))],
  max: (...values) => [Math.max(...values.map(number))],
  min: (...values) => [Math.min(...values.map(number))],
};

const TABLE: Readonly<Record<string, LuaFunction>> = {
  concat(list, separator = "") {
    if (!(list instanceof LuaTable)) throw new LuaError("table expected");
    return [list.values().map(toText).join(text(separator))];
  },
};

function library(functions: Readonly<Record<string, LuaFunction>>): LuaTable {
  const table = new LuaTable();
  for (const [name, member] of Object.entries(functions)) table.set(name, member);
  return table;
}

/** What scripts find that every one of them shares. */
export const GLOBALS: Readonly<Record<string, LuaValue>> = {
  string: library(STRING),
  struct: library(STRUCT),
  cjson: library(CJSON),
  math: library(MATH),
  table: library(TABLE),
  tonumber: (value) => [toNumber(value)],
  tostring: (value) => [typeof value === "string" || typeof value === "number" ? toText(value) : typeOf(value)],
  type: (value) => [typeOf(value)],
  unpack: (list) => (list instanceof LuaTable ? list.values() : []),
};

export function sha1(value: string): string {
  return createHash("sha1").update(Buffer.from(value, "latin1")).digest("hex");
}
