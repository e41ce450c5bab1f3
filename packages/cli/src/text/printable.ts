/** Shows what would move the cursor or colour the screen: a tag may be anything that somebody typed into a form. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** Takes the passwords out of the URLs in a text. */
export function masked(text: string): string {
  return text.replace(/(\b[a-z][a-z0-9+]*:\/\/)([^\s"']*)@/gi, (_all, scheme: string, login: string) => {
    const colon = login.indexOf(":");
    return colon === -1 ? `${scheme}${login}@` : `${scheme}${login.slice(0, colon)}:***@`;
  });
}
