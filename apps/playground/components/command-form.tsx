"use client";

import { type ReactNode, type SubmitEvent, useState } from "react";
import { sendCommand } from "../lib/send-command";

interface Props {
  readonly command: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly className?: string;
  readonly label?: string;
  readonly children: ReactNode;
}

/**
 * A form to the control server, not a Server Action: the instance that would run it may be the one to be killed. Without
 * scripts the browser sends it and comes back to the page.
 */
export function CommandForm({ command, fields = {}, className, label, children }: Props) {
  const [isPending, setPending] = useState(false);
  const [problem, setProblem] = useState("");

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isPending) return;
    // The button that was pressed belongs to what is sent.
    const data = new FormData(event.currentTarget, event.nativeEvent.submitter);
    setPending(true);
    setProblem("");
    setProblem(await sendCommand(command, data));
    setPending(false);
  }

  return (
    <form
      className={className}
      action={`/control/${command}`}
      method="post"
      aria-label={label}
      aria-busy={isPending}
      onSubmit={(event) => void submit(event)}
    >
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
      {problem !== "" && (
        <p className="toast" role="alert">
          {problem}{" "}
          <button type="button" onClick={() => setProblem("")}>
            Close
          </button>
        </p>
      )}
    </form>
  );
}
