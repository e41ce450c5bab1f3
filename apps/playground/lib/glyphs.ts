/** Five rows of three pixels for each character. */
const glyphs: Readonly<Record<string, string>> = {
  "0": "111101101101111",
  "1": "010110010010111",
  "2": "111001111100111",
  "3": "111001111001111",
  "4": "101101111001001",
  "5": "111100111001111",
  "6": "111100111101111",
  "7": "111001010010010",
  "8": "111101111101111",
  "9": "111101111001111",
  a: "010101111101101",
  b: "110101110101110",
  c: "011100100100011",
  d: "110101101101110",
  v: "101101101101010",
  ":": "000010000010000",
};

/** Is this pixel of a line of text set? Characters are four pixels apart; unknown ones are blank. */
export function isInk(text: string, x: number, y: number): boolean {
  const column = x % 4;
  if (column === 3 || y < 0 || y > 4 || x < 0) return false;
  return glyphs[text[Math.floor(x / 4)] ?? ""]?.[y * 3 + column] === "1";
}
