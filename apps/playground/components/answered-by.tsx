import { connection } from "next/server";
import { instanceName } from "../lib/instance";

/** Part of the answer, never of a cache. */
export async function AnsweredBy() {
  await connection();
  return <p>Answered by {instanceName()}</p>;
}
