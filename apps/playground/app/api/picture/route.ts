import { connection } from "next/server";
import { makeStamp } from "../../../lib/make-stamp";
import { encodePicture } from "../../../lib/picture";

/** What the image optimizer reads. Not cached itself: the surface is the optimized image. */
export async function GET(): Promise<Response> {
  await connection();
  const { version, madeBy } = await makeStamp("image");
  return new Response(new Uint8Array(encodePicture(version, madeBy, new Date())), {
    headers: { "content-type": "image/png" },
  });
}
