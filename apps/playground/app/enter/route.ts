import { type NextRequest, NextResponse } from "next/server";
import { isToken, tokenCookie } from "../../lib/token";

/** The address the playground prints: turns the token into a cookie and leaves it out of what follows. */
export function GET(request: NextRequest): NextResponse {
  const token = request.nextUrl.searchParams.get("token") ?? "";
  if (!isToken(token)) return new NextResponse("This is not the token of this playground.\n", { status: 401 });
  // Relative: behind a proxy this process does not know its own address.
  const response = new NextResponse(null, { status: 303, headers: { location: "/" } });
  response.cookies.set(tokenCookie, token, { httpOnly: true, sameSite: "strict", path: "/" });
  return response;
}
