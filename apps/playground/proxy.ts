import { type NextRequest, NextResponse } from "next/server";
import { isToken, isWebhookSecret, tokenCookie } from "./lib/token";

/**
 * One rule for Server Actions and the Pages API: whoever changes something shows the token. The webhook is for other
 * machines and has a secret of its own.
 */
export function proxy(request: NextRequest): NextResponse {
  if (request.method === "GET" || request.method === "HEAD") return NextResponse.next();
  const bearer = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
  if (request.nextUrl.pathname === "/api/webhook") {
    return isWebhookSecret(bearer)
      ? NextResponse.next()
      : NextResponse.json({ error: "this needs the secret of the webhook" }, { status: 401 });
  }
  if (isToken(bearer) || isToken(request.cookies.get(tokenCookie)?.value)) return NextResponse.next();
  return new NextResponse("This needs the token of the playground: open the address that it printed at its start.\n", {
    status: 401,
  });
}
