import { cookies } from "next/headers";
import { connection } from "next/server";
import type { LiveState } from "./live-state";
import { isToken, tokenCookie } from "./token";

/**
 * What the control server knows now, for the first drawing of a page; `undefined` where there is none.
 *
 * @param options `read` asks every instance first what it answers
 */
export async function readLiveState({ read = false } = {}): Promise<LiveState | undefined> {
  await connection();
  const url = process.env.PLAYGROUND_CONTROL_URL;
  if (url === undefined) return undefined;
  const response = await fetch(new URL(read ? "/control/state?read" : "/control/state", url), {
    cache: "no-store",
    headers: { authorization: `Bearer ${process.env.PLAYGROUND_TOKEN}` },
  });
  if (!response.ok) throw new Error(`the control server answered ${response.status}`);
  return (await response.json()) as LiveState;
}

/** Whether this visitor came by the address with the token. */
export async function hasToken(): Promise<boolean> {
  return isToken((await cookies()).get(tokenCookie)?.value);
}
