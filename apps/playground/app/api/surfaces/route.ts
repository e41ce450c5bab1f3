import type { NextRequest } from "next/server";
import { instanceName } from "../../../lib/instance";
import { readSurface } from "../../../lib/read-surface";
import { sourceUrl } from "../../../lib/source";
import { isTagged, type Surface, surfaces } from "../../../lib/surfaces";

/** Every surface of this instance as a visitor gets it now, beside what the source has. `?only=hole` asks for one. */
export async function GET(request: NextRequest): Promise<Response> {
  const only = request.nextUrl.searchParams.get("only");
  const asked = surfaces.filter(({ name }) => only === null || only === name);
  const current = await currentVersions();
  const readings = await Promise.all(asked.map((surface) => report(surface, current[surface.name]?.version ?? 1)));
  return Response.json({ answeredBy: instanceName(), surfaces: readings });
}

async function report(surface: Surface, current: number): Promise<object> {
  const { name, path } = surface;
  const known = { name, path, tagged: isTagged(surface), current };
  try {
    // Straight to this process: the address of the request may be that of a proxy in front of several.
    return { ...known, ...(await readSurface(surface, `http://127.0.0.1:${process.env.PORT}`)) };
  } catch (error) {
    return { ...known, error: error instanceof Error ? error.message : String(error) };
  }
}

async function currentVersions(): Promise<Partial<Record<string, { version: number }>>> {
  const response = await fetch(sourceUrl("/state", "all"), { cache: "no-store" });
  return (await response.json()) as Record<string, { version: number }>;
}
