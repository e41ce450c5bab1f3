import { processWide } from "../process-wide.ts";
import { isSecret, type Secrets, secretsOf } from "../webhook/secret.ts";
import { measure } from "./measure.ts";
import { CONTENT_TYPE, createExposition, type Exposition } from "./prometheus.ts";

export interface MetricsRouteOptions {
  /**
   * What a scraper must send as `Authorization: Bearer …`; several while it is being changed. Absent: everybody may
   * read, which tells nothing of keys and tags but how busy the application is.
   */
  readonly token?: Secrets;
}

/** What a `route.ts` exports. */
export interface MetricsRoute {
  GET(request: Request): Promise<Response>;
}

/**
 * A route handler that answers with the measurements of this process in the text format of Prometheus. They begin when
 * this is called for the first time: when Next.js loads the route, which it does at its start.
 *
 *     export const { GET } = createMetricsRoute({ token: process.env.METRICS_TOKEN });
 *
 * A token that was asked for and is empty or not set refuses everybody.
 */
export function createMetricsRoute(options: MetricsRouteOptions = {}): MetricsRoute {
  const exposition = processWide("metrics", (): Exposition => {
    const created = createExposition();
    measure(created.sink);
    return created;
  });
  return {
    async GET(request) {
      // Read in every case: it also tells Next.js that the answer cannot be prerendered.
      const given = request.headers.get("authorization") ?? "";
      const isAllowed = !("token" in options) || isSecret(given.replace(/^Bearer +/i, ""), secretsOf(options.token));
      const headers = { "cache-control": "no-store", "content-type": CONTENT_TYPE };
      if (isAllowed) return new Response(exposition.text(), { headers });
      const refusal = { ...headers, "content-type": "text/plain; charset=utf-8", "www-authenticate": "Bearer" };
      return new Response("The token is missing or wrong.\n", { status: 401, headers: refusal });
    },
  };
}
