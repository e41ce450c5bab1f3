/** Shows what would move the cursor or colour the screen: a tag may be anything that somebody typed into a form. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** The same for a text that has lines and colours of its own. */
export function printableLines(text: string): string {
  // oxlint-disable-next-line no-control-regex -- looks for them.
  return text.replace(/[^\n\u001b]+|\u001b(?!\[[\d;]*m)/g, printable);
}

/**
 * The same for JSON, which stays what it is: `JSON.stringify` leaves the control characters from U+007F on, which some
 * terminals obey, and those that turn the direction of the writing.
 */
export function printableJson(json: string): string {
  return json.replace(/[\u007f-\u009f\p{Cf}\u2028\u2029]/gu, (character) => {
    const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
  });
}

/** Takes the passwords out of the URLs in a text. */
export function masked(text: string): string {
  return text.replace(/(\b[a-z][a-z0-9+]*:\/\/)([^\s"']*)@/gi, (_all, scheme: string, login: string) => {
    const colon = login.indexOf(":");
    return colon === -1 ? `${scheme}${login}@` : `${scheme}${login.slice(0, colon)}:***@`;
  });
}
