import { type NextRequest, NextResponse } from "next/server";
import { isToken, tokenCookie } from "./lib/token";

/** One rule for Server Actions, control endpoints and the Pages API: whoever changes something shows the token. */
export function proxy(request: NextRequest): NextResponse {
  if (request.method === "GET" || request.method === "HEAD") return NextResponse.next();
  const bearer = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
  if (isToken(bearer) || isToken(request.cookies.get(tokenCookie)?.value)) return NextResponse.next();
  return new NextResponse("This needs the token of the playground: open the address that it printed at its start.\n", {
    status: 401,
  });
}
