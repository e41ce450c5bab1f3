import { createRequire } from "node:module";
import { inject } from "vitest";
import type { SurfaceName } from "../lib/surfaces";
import type { Instance } from "./pair";

/** React's own encoding of a call, as the page's scripts send it. It changes between versions. */
const { encodeReply } = createRequire(import.meta.url)("next/dist/compiled/react-server-dom-turbopack/client.node") as {
  encodeReply(args: readonly unknown[]): Promise<FormData>;
};

/** Posts a form of the home page as a browser does: with the page's scripts, or without. */
export async function submitForm(
  instance: Instance,
  topic: SurfaceName,
  how: string,
  { scripts }: { scripts: boolean },
): Promise<void> {
  const id = await actionId(instance);
  const form = new FormData();
  form.set("topic", topic);
  form.set("how", how);
  if (!scripts) form.set(`$ACTION_ID_${id}`, "");
  const response = await instance.fetch("/", {
    method: "POST",
    body: scripts ? await encodeReply([form]) : form,
    headers: { authorization: `Bearer ${inject("appEnv").PLAYGROUND_TOKEN}`, ...(scripts && { "next-action": id }) },
  });
  const body = await response.text();
  // Without scripts the answer is the way back to the page.
  const expected = scripts ? 200 : 303;
  if (response.status !== expected) throw new Error(`the action answered ${response.status}: ${body.slice(0, 200)}`);
}

async function actionId(instance: Instance): Promise<string> {
  const html = await (await instance.fetch("/")).text();
  const id = /\$ACTION_ID_([0-9a-f]+)/.exec(html)?.[1];
  if (id === undefined) throw new Error("the home page has no form with a Server Action");
  return id;
}
