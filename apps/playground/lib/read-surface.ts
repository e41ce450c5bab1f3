import { decodePicture } from "./picture";
import { parseStampText, type Stamp } from "./stamp";
import type { Surface } from "./surfaces";

export interface Reading extends Stamp {
  readonly answeredBy: string | null;
  /** The `x-nextjs-cache` header; `null` where Next.js sends none. */
  readonly cache: string | null;
}

/** How a browser asks for a page: by its address, or from another page of the app. */
export type View = "document" | "navigation";

/** Asks one instance for a surface, as a browser would, and finds the stamp in the answer. */
export async function readSurface(surface: Surface, origin: string, view: View = "document"): Promise<Reading> {
  const response = await fetch(new URL(surface.path, origin), { cache: "no-store", headers: headersOf(surface, view) });
  const body = Buffer.from(await response.arrayBuffer());
  // The router answers a missing payload with a full page load.
  if (view === "navigation" && response.status === 404) return readSurface(surface, origin);
  if (!response.ok) throw new Error(`${surface.path} answered ${response.status}: ${body.toString("utf8", 0, 200)}`);
  return {
    ...findStamp(surface, body),
    answeredBy: response.headers.get("x-tagledger-instance"),
    cache: response.headers.get("x-nextjs-cache"),
  };
}

function headersOf({ kind }: Surface, view: View): Record<string, string> {
  if (view === "navigation") return { RSC: "1" };
  // Without a better offer the image optimizer keeps the format of its source.
  return { accept: kind === "image" ? "image/png" : "*/*" };
}

function findStamp({ kind, name, path }: Surface, body: Buffer): Stamp {
  if (kind === "image") return { topic: name, ...decodePicture(body), madeAt: null };
  const text = body.toString();
  if (kind === "route") return JSON.parse(text) as Stamp;
  // An attribute of the document, or a property in the payload of a navigation, which may hold a page more than once.
  const found = [...text.matchAll(new RegExp(`data-stamp(?:="|":")(${name} [^"]+)"`, "g"))];
  const stamps = found.map(([, stamp = ""]) => parseStampText(stamp));
  const [oldest] = stamps.toSorted((left, right) => left.version - right.version);
  if (oldest === undefined) throw new Error(`${path} shows no stamp: ${text.slice(0, 200)}`);
  return oldest;
}
