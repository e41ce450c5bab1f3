import { describe, expect, it } from "vitest";
import {
  decodeLine,
  encodeLine,
  encodePaddedLine,
  frameLine,
  nonceOf,
  type RecordBody,
  TRAILER_BYTES,
} from "./journal-record.ts";

const NONCE = "0123456789abcdef";
const event = (...tags: string[]): RecordBody => ({
  kind: "event",
  atMs: 12_345,
  invalidations: [{ tags, kind: "hard" }],
});

describe("a record", () => {
  it("is one line of ASCII that says the same after reading, whatever the tags are", () => {
    const body = event("a\nb", "ü", "日本", "\u2028", "\ud800", '"}', '"kind":"seal"', "\u007f");
    const line = encodeLine(body, NONCE);
    expect(line).toMatch(/^[\x20-\x7e]+$/);
    expect(decodeLine(line)).toEqual({ nonce: NONCE, body: expect.objectContaining(body) });
  });

  it("tells its nonce by its last bytes alone", () => {
    const framed = frameLine(encodeLine(event("a"), NONCE));
    expect(nonceOf(framed.slice(-TRAILER_BYTES))).toBe(NONCE);
    expect(nonceOf(framed.slice(-TRAILER_BYTES - 1, -1))).toBeUndefined();
  });

  it("can be padded to any greater length", () => {
    const line = encodePaddedLine(event("a"), NONCE, 1023);
    expect(line).toHaveLength(1023);
    expect(decodeLine(line)).toMatchObject({ body: event("a") });
  });

  it("of a kind that this version does not know is still a record", () => {
    const line = encodeLine({ kind: "later" } as unknown as RecordBody, NONCE);
    expect(decodeLine(line)).toEqual({ nonce: NONCE, body: undefined });
  });
});

describe("a line that is not a record", () => {
  const line = encodeLine(event("some-tag", "another"), NONCE);

  it("is torn when it is the beginning of a record", () => {
    for (let length = 1; length < line.length; length++) expect(decodeLine(line.slice(0, length))).toBe("torn");
  });

  it("is damaged when any one character of a record was changed", () => {
    for (let index = 0; index < line.length; index++) {
      for (const changed of ["0", "9", "z", '"', " ", "\0", "\u00ff"]) {
        if (line[index] === changed) continue;
        expect(decodeLine(line.slice(0, index) + changed + line.slice(index + 1))).toBe("damaged");
      }
    }
  });

  it("is damaged when it is the end of a record, or two records in one", () => {
    for (let start = 1; start < line.length; start++) expect(decodeLine(line.slice(start))).toBe("damaged");
    expect(decodeLine(line + line)).toBe("damaged");
    expect(decodeLine(`${line.slice(0, 40)}${line}`)).toBe("damaged");
  });
});
