import type { NextApiRequest, NextApiResponse } from "next";
import { tell } from "../../lib/tell";

/** The token was checked in `proxy.ts`. */
export default async function handler(request: NextApiRequest, response: NextApiResponse): Promise<void> {
  if (request.method !== "POST") {
    response.status(405).end();
    return;
  }
  tell({ call: "res.revalidate", tags: ["_N_T_/legacy"], kind: "hard" });
  await response.revalidate("/legacy");
  // A form of the home page goes back to it; a script gets a word of what was done.
  if (request.headers.accept?.includes("text/html")) response.redirect(303, "/");
  else response.json({ revalidated: "/legacy" });
}
