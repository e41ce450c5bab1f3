"use client";

import { useConnection } from "./use-live";

const words = {
  connecting: "Connecting",
  live: "Live",
  lost: "Connection lost, trying again",
  locked: "Read only: open the address with the token that was printed at the start",
};

export function ConnectionState() {
  const connection = useConnection();
  return (
    <p className="connection" data-connection={connection} role="status">
      {words[connection]}
    </p>
  );
}
