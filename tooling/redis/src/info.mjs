/**
 * What `INFO <section>` says, by name.
 *
 * @param {{ command: import("./standalone.mjs").Command }} server
 * @param {string} section
 * @returns {Promise<Record<string, string>>}
 */
export async function readInfo(server, section) {
  return parseFields(String(await server.command("INFO", section)));
}

/**
 * Lines of `name:value`, as `INFO` and `CLUSTER INFO` answer.
 *
 * @param {string} text
 * @returns {Record<string, string>}
 */
export function parseFields(text) {
  const fields = text.split("\r\n").flatMap((line) => {
    const colon = line.indexOf(":");
    return colon === -1 || line.startsWith("#") ? [] : [[line.slice(0, colon), line.slice(colon + 1)]];
  });
  return Object.fromEntries(fields);
}
