import { type NextRequest, NextResponse } from "next/server";
import { applyChange, changes, parseChange } from "../../../lib/change";
import { instanceName } from "../../../lib/instance";

/** `curl -X POST -H 'authorization: Bearer TOKEN' 'http://127.0.0.1:3000/api/control?instance=a&topic=hole&how=tag-max'` */
export async function POST(request: NextRequest): Promise<NextResponse> {
  const change = parseChange(request.nextUrl.searchParams);
  if (change === undefined || !(await applyChange(change))) {
    return NextResponse.json(
      { error: `topic and how are needed; how is one of ${changes.join(", ")}` },
      { status: 400 },
    );
  }
  return NextResponse.json({ ...change, answeredBy: instanceName() });
}
