import { headers } from "next/headers";
import { hasToken } from "../lib/control";
import { CopyButton } from "./copy-button";

/** The secret is shown only to whoever has the token, who could do the same without it. */
export async function WebhookLine() {
  const secret = process.env.PLAYGROUND_WEBHOOK_SECRET;
  const allowed = await hasToken();
  if (secret === undefined || !allowed) {
    return <p className="webhook quiet">The webhook has a secret; open the address with the token to see its line.</p>;
  }
  const host = (await headers()).get("host") ?? "127.0.0.1:3000";
  const body = JSON.stringify({ topic: "all", how: "tag-max" });
  const line = `curl -X POST 'http://${host}/api/webhook?instance=a' -H 'authorization: Bearer ${secret}' -H 'content-type: application/json' -d '${body}'`;
  return (
    <details className="webhook">
      <summary>The same from a webhook</summary>
      <div className="copyable">
        <pre tabIndex={0} aria-label="Command line of the webhook">
          {line}
        </pre>
        <CopyButton text={line} />
      </div>
    </details>
  );
}
