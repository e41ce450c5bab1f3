import { isInk } from "./glyphs";
import { encodePng, pngSize } from "./png";

const baseWidth = 160;
const baseHeight = 32;
const scale = 3;

/**
 * A picture that says what it was made from, to people by its text and to scripts by its size: the image optimizer
 * re-encodes pixels and drops metadata, but does not enlarge.
 */
export function encodePicture(version: number, madeBy: string, madeAt: Date): Buffer {
  const text = `v${version} ${madeBy} ${madeAt.toISOString().slice(11, 19)}`;
  return encodePng(baseWidth + instanceNumber(madeBy), baseHeight + version, (x, y) =>
    isInk(text, Math.floor((x - 8) / scale), Math.floor((y - 8) / scale)) ? 20 : 235,
  );
}

export function decodePicture(png: Buffer): { version: number; madeBy: string } {
  const { width, height } = pngSize(png);
  const number = width - baseWidth;
  return { version: height - baseHeight, madeBy: number === 0 ? "unnamed" : String.fromCodePoint(96 + number) };
}

/** `a` is 1. Any other name than one letter is 0. */
function instanceNumber(name: string): number {
  return /^[a-z]$/.test(name) ? name.charCodeAt(0) - 96 : 0;
}
