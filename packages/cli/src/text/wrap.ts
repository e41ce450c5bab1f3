const WIDTH = 80;

/**
 * Breaks a text into lines of 80 columns. A word that is longer stays whole: keys and paths are to be copied.
 *
 * @param indent how many spaces each line begins with.
 */
export function wrap(text: string, indent = 0): string {
  return text
    .split("\n")
    .flatMap((paragraph) => linesOf(paragraph, WIDTH - indent))
    .map((line) => (line === "" ? "" : " ".repeat(indent) + line))
    .join("\n");
}

function linesOf(paragraph: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of paragraph.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
