/** A request that makes no sense; the message is shown to who sent it. */
export class BadField extends Error {}

/**
 * What a form or a script sent: few and short values.
 *
 * @param {import("node:http").IncomingMessage} request
 * @returns {Promise<URLSearchParams>}
 */
export async function readFields(request) {
  let body = "";
  request.setEncoding("utf8");
  for await (const chunk of request) {
    body += chunk;
    if (body.length > 4_096) throw new BadField("that is more than a form of this page sends");
  }
  if (!/^application\/json\b/.test(request.headers["content-type"] ?? "")) return new URLSearchParams(body);
  try {
    const values = Object.entries(JSON.parse(body)).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => [name, String(one)]),
    );
    return new URLSearchParams(values);
  } catch (error) {
    throw new BadField("the body is not JSON", { cause: error });
  }
}

/**
 * @template {string} Choice
 * @param {URLSearchParams} fields
 * @param {string} name
 * @param {readonly Choice[]} choices
 * @returns {Choice}
 */
export function oneOf(fields, name, choices) {
  const value = fields.get(name);
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new BadField(`${name} is one of ${choices.join(", ")}`);
  return found;
}

/**
 * @param {URLSearchParams} fields
 * @param {string} name
 * @param {{ least: number, most: number }} range
 */
export function wholeNumber(fields, name, { least, most }) {
  const text = fields.get(name) ?? "";
  const value = Number(text);
  if (text === "" || !Number.isInteger(value) || value < least || value > most) {
    throw new BadField(`${name} is a whole number from ${least} to ${most}`);
  }
  return value;
}
