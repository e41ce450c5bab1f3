"use client";

import { useState } from "react";

/** The proxy reads this cookie, so that plain forms reach the chosen instance as well. */
export function InstanceChoice({ instances }: { readonly instances: readonly string[] }) {
  const [chosen, setChosen] = useState("");
  const choose = (name: string) => {
    document.cookie =
      name === "" ? "fleet-instance=; path=/; max-age=0" : `fleet-instance=${name}; path=/; samesite=strict`;
    setChosen(name);
  };
  return (
    <label>
      Changes go to{" "}
      <select value={chosen} onChange={(event) => choose(event.target.value)}>
        <option value="">any instance</option>
        {instances.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
