import type { CacheControl, CachedValue } from "./next.ts";

/*
 * A value of the singular cache as metadata (JSON) and one body: its strings and buffers one after the other, each as
 * raw bytes. Properties that are `undefined` stay so: Next.js tells `undefined` from absent for some of them.
 */

type PieceType = "buffer" | "utf8" | "utf16";

interface Piece {
  readonly name: string;
  readonly type: PieceType;
  readonly bytes: number;
}

export interface EncodedValue {
  readonly meta: {
    readonly pieces: readonly Piece[];
    readonly rest: { readonly [name: string]: unknown };
    readonly cacheControl?: CacheControl;
    /** True for a stored `null`, which for a page means that it does not exist. */
    readonly isNull?: true;
    readonly [name: string]: unknown;
  };
  readonly body: Uint8Array;
}

const SEGMENT = "segment:";

export function encodeValue(value: CachedValue | null, cacheControl: CacheControl | undefined): EncodedValue {
  const lifetime = cacheControl === undefined ? {} : { cacheControl };
  if (value === null) return { meta: { pieces: [], rest: {}, isNull: true, ...lifetime }, body: new Uint8Array() };
  const pieces: Piece[] = [];
  const chunks: Buffer[] = [];
  const add = (name: string, content: string | Uint8Array | undefined): void => {
    if (content === undefined) return;
    const [type, bytes] = bytesOf(content);
    pieces.push({ name, type, bytes: bytes.length });
    chunks.push(bytes);
  };
  let rest: EncodedValue["meta"]["rest"];
  switch (value.kind) {
    case "APP_PAGE":
      add("html", value.html);
      add("rscData", value.rscData);
      add("postponed", value.postponed);
      for (const [path, segment] of value.segmentData ?? []) add(SEGMENT + path, segment);
      rest = { headers: value.headers, status: value.status, hasSegments: value.segmentData !== undefined };
      break;
    case "APP_ROUTE":
      add("body", value.body);
      rest = { headers: value.headers, status: value.status };
      break;
    case "PAGES":
      add("html", value.html);
      // Not metadata: the limits of what is kept are limits of bodies.
      add("pageData", JSON.stringify(value.pageData));
      rest = { headers: value.headers, status: value.status };
      break;
    case "REDIRECT":
      rest = { props: value.props };
      break;
    case "FETCH": {
      const { body, ...data } = value.data;
      add("body", body);
      rest = { data, revalidate: value.revalidate };
      break;
    }
    case "IMAGE": {
      const { kind: _kind, buffer, ...image } = value;
      add("buffer", buffer);
      rest = image;
      break;
    }
  }
  return { meta: { pieces, rest, ...lifetime }, body: Buffer.concat(chunks) };
}

/** @returns a new value each time; `undefined` when this is no metadata of a value, or the body does not fit to it. */
export function decodeValue(
  kind: CachedValue["kind"],
  meta: EncodedValue["meta"],
  body: Uint8Array,
): CachedValue | null | undefined {
  if (meta.isNull) return null;
  if (!Array.isArray(meta.pieces) || typeof meta.rest !== "object" || meta.rest === null) return undefined;
  const pieces = new Map<string, Buffer>();
  const types = new Map<string, PieceType>();
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  let offset = 0;
  for (const piece of meta.pieces) {
    if (typeof piece?.name !== "string" || !Number.isSafeInteger(piece.bytes) || piece.bytes < 0) return undefined;
    pieces.set(piece.name, bytes.subarray(offset, offset + piece.bytes));
    types.set(piece.name, piece.type);
    offset += piece.bytes;
  }
  if (offset !== bytes.length) return undefined;
  const text = (name: string): string | undefined =>
    pieces.get(name)?.toString(types.get(name) === "utf16" ? "utf16le" : "utf8");
  // The shapes were written by `encodeValue`, whose checksum was verified. The entry stays in memory, and its reader may
  // do with the value as it likes.
  const rest = copyOf(meta.rest) as Record<string, never>;
  switch (kind) {
    case "APP_PAGE":
      return {
        kind,
        html: text("html") ?? "",
        rscData: pieces.get("rscData"),
        postponed: text("postponed"),
        headers: rest["headers"],
        status: rest["status"],
        segmentData: rest["hasSegments"] ? segmentsOf(pieces) : undefined,
      };
    case "APP_ROUTE":
      return {
        kind,
        body: pieces.get("body") ?? Buffer.alloc(0),
        headers: rest["headers"],
        status: rest["status"] as never,
      };
    case "PAGES":
      return {
        kind,
        html: text("html") ?? "",
        pageData: JSON.parse(text("pageData") ?? "{}") as object,
        headers: rest["headers"],
        status: rest["status"],
      };
    case "REDIRECT":
      return { kind, props: rest["props"] as never };
    case "FETCH":
      return {
        kind,
        data: { ...(rest["data"] as never as object), body: text("body") ?? "" } as never,
        revalidate: rest["revalidate"] as never,
      };
    case "IMAGE":
      return { ...(rest as object), kind, buffer: pieces.get("buffer") ?? Buffer.alloc(0) } as never;
  }
}

function segmentsOf(pieces: ReadonlyMap<string, Buffer>): Map<string, Buffer> {
  const segments = new Map<string, Buffer>();
  for (const [name, bytes] of pieces) {
    if (name.startsWith(SEGMENT)) segments.set(name.slice(SEGMENT.length), bytes);
  }
  return segments;
}

function bytesOf(content: string | Uint8Array): [PieceType, Buffer] {
  if (typeof content !== "string") {
    return ["buffer", Buffer.from(content.buffer, content.byteOffset, content.byteLength)];
  }
  // A lone surrogate has no UTF-8 form.
  return content.isWellFormed() ? ["utf8", Buffer.from(content)] : ["utf16", Buffer.from(content, "utf16le")];
}

/** Of what JSON can say. A twentieth of the time of `structuredClone`, which is noticed on a page that is answered from memory. */
function copyOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  const copy: Record<string, unknown> = { ...value };
  for (const name in copy) {
    if (typeof copy[name] === "object") copy[name] = copyOf(copy[name]);
  }
  return copy;
}
