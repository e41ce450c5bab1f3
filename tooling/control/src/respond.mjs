/**
 * @param {import("node:http").ServerResponse} response
 * @param {number} status
 * @param {unknown} body
 */
export function respondJson(response, status, body) {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}

/**
 * After a plain form: back to the page that it was on.
 *
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 */
export function respondBack(request, response) {
  let location = "/";
  try {
    // Only the path: a form is never answered by sending somebody elsewhere.
    const { pathname, search } = new URL(request.headers.referer ?? "");
    location = pathname.replace(/^\/+/, "/") + search;
  } catch {
    // No page is named: the first one will do.
  }
  response.writeHead(303, { location }).end();
}

/**
 * @param {import("node:http").IncomingMessage} request
 * @returns {boolean} true for a form that the browser itself sent
 */
export function isPlainForm({ headers }) {
  return (headers.accept ?? "").includes("text/html");
}
