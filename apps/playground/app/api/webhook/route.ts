import { type NextRequest, NextResponse } from "next/server";
import { applyChange, changes, parseChange } from "../../../lib/change";
import { instanceName } from "../../../lib/instance";

/**
 * What a content system calls when something changed. The secret was checked in `proxy.ts`.
 *
 *     curl -X POST -H 'authorization: Bearer SECRET' -H 'content-type: application/json' \
 *       -d '{"topic":"hole","how":"tag-max"}' 'http://127.0.0.1:3000/api/webhook?instance=a'
 */
export async function POST(request: NextRequest): Promise<NextResponse> {
  const body = await request.json().catch(() => ({}));
  const fields = new Map(Object.entries((body ?? {}) as Record<string, unknown>));
  const change = parseChange({ get: (name) => fields.get(name) ?? null });
  if (change === undefined || !(await applyChange(change))) {
    return NextResponse.json(
      { error: `topic and how are needed; how is one of ${changes.join(", ")}` },
      { status: 400 },
    );
  }
  return NextResponse.json({ ...change, answeredBy: instanceName() });
}
