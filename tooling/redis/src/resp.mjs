/** @typedef {string | number | null | Reply[]} Reply */
/** @typedef {string | number | Uint8Array} Argument */

const CRLF = Buffer.from("\r\n");

/**
 * A command as RESP2 writes it.
 *
 * @param {readonly Argument[]} args
 * @param {BufferEncoding} encoding
 */
export function encodeCommand(args, encoding) {
  const parts = [Buffer.from(`*${args.length}\r\n`)];
  for (const arg of args) {
    const bytes = arg instanceof Uint8Array ? arg : Buffer.from(String(arg), encoding);
    parts.push(Buffer.from(`$${bytes.length}\r\n`), Buffer.from(bytes), CRLF);
  }
  return Buffer.concat(parts);
}

/**
 * The reply that starts at `from`, and where the next one starts; `undefined` while it is not complete.
 *
 * @param {Buffer} bytes
 * @param {number} from
 * @param {BufferEncoding} encoding
 * @returns {{ reply: Reply, next: number } | undefined}
 * @throws the error that the server answered with, also when it stands inside an array
 */
export function decodeReply(bytes, from, encoding) {
  const lineEnd = bytes.indexOf(CRLF, from);
  if (lineEnd === -1) return undefined;
  const kind = bytes.toString("latin1", from, from + 1);
  const line = bytes.toString(encoding, from + 1, lineEnd);
  const next = lineEnd + 2;
  if (kind === "+") return { reply: line, next };
  if (kind === ":") return { reply: Number(line), next };
  if (kind === "-") throw new Error(line);
  if (kind === "$") return decodeBulk(bytes, next, Number(line), encoding);
  if (kind === "*") return decodeArray(bytes, next, Number(line), encoding);
  throw new Error(`not RESP2: ${kind}${line}`);
}

/**
 * @param {Buffer} bytes
 * @param {number} from
 * @param {number} length
 * @param {BufferEncoding} encoding
 */
function decodeBulk(bytes, from, length, encoding) {
  if (length === -1) return { reply: null, next: from };
  const end = from + length;
  return bytes.length < end + 2 ? undefined : { reply: bytes.toString(encoding, from, end), next: end + 2 };
}

/**
 * @param {Buffer} bytes
 * @param {number} from
 * @param {number} length
 * @param {BufferEncoding} encoding
 */
function decodeArray(bytes, from, length, encoding) {
  if (length === -1) return { reply: null, next: from };
  /** @type {Reply[]} */
  const reply = [];
  let next = from;
  for (let index = 0; index < length; index += 1) {
    const item = decodeReply(bytes, next, encoding);
    if (item === undefined) return undefined;
    reply.push(item.reply);
    next = item.next;
  }
  return { reply, next };
}
