import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type Purge = { keys?: string[]; paths?: string[]; soft?: boolean; everything?: boolean };

/** A cache in front of the application, as far as a purge is concerned. */
export type Cdn = {
  readonly url: string;
  /** Purges that were answered with 200, oldest first. */
  purges(): Purge[];
  /** How many requests there were, whatever came of them. */
  readonly attempts: number;
  forget(): void;
  behave(how: "well" | "failing" | "hanging"): void;
  close(): Promise<void>;
};

export async function startCdn(token: string): Promise<Cdn> {
  let how: "well" | "failing" | "hanging" = "well";
  let purges: Purge[] = [];
  let attempts = 0;
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      attempts++;
      if (how === "hanging") return;
      const allowed = request.headers.authorization === `Bearer ${token}`;
      response.statusCode = how === "failing" ? 503 : allowed ? 200 : 401;
      if (response.statusCode === 200) purges.push(JSON.parse(body) as Purge);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/purge`,
    purges: () => purges,
    get attempts() {
      return attempts;
    },
    forget: () => {
      purges = [];
      attempts = 0;
    },
    behave: (next) => void (how = next),
    close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  };
}
