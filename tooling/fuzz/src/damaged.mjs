import * as fc from "fast-check";

/**
 * What can become of bytes on a disk, in a memory or on a wire: bits that flip, ends that are missing, pieces that are
 * written twice, moved or taken from somewhere else, lengths that lie.
 *
 * @param {fc.Arbitrary<Uint8Array>} whole the bytes as they were
 * @returns {fc.Arbitrary<{ before: Buffer, after: Buffer }>} `after` differs from `before`
 */
export function damaged(whole) {
  return fc
    .tuple(whole, fc.array(damage, { minLength: 1, maxLength: 4 }))
    .map(([bytes, damages]) => {
      const before = Buffer.from(bytes);
      let after = before;
      for (const change of damages) after = Buffer.from(change(after));
      return { before, after };
    })
    .filter(({ before, after }) => !before.equals(after));
}

/** A place as a part of the whole, so that it stays what it is when the whole shrinks. */
const place = fc.double({ min: 0, max: 1, noNaN: true });

/**
 * @param {Buffer} bytes
 * @param {number} part
 */
const at = (bytes, part) => Math.min(bytes.length, Math.floor(part * (bytes.length + 1)));

/** @type {fc.Arbitrary<(bytes: Buffer) => Buffer>} */
const damage = fc.oneof(
  // A bit flips.
  fc.tuple(place, fc.nat(7)).map(([where, bit]) => (/** @type {Buffer} */ bytes) => {
    const broken = Buffer.from(bytes);
    const index = Math.min(bytes.length - 1, at(bytes, where));
    if (index >= 0) broken[index] = /** @type {number} */ (broken[index]) ^ (1 << bit);
    return broken;
  }),
  // The end is missing.
  place.map((where) => (/** @type {Buffer} */ bytes) => bytes.subarray(0, at(bytes, where))),
  // The beginning is missing.
  place.map((where) => (/** @type {Buffer} */ bytes) => bytes.subarray(at(bytes, where))),
  // Something is put in between, or in the place of something.
  fc
    .tuple(place, fc.uint8Array({ maxLength: 40 }), fc.boolean())
    .map(([where, inserted, replaces]) => (/** @type {Buffer} */ bytes) => {
      const start = at(bytes, where);
      return Buffer.concat([
        bytes.subarray(0, start),
        inserted,
        bytes.subarray(start + (replaces ? inserted.length : 0)),
      ]);
    }),
  // A number lies: huge, negative, not a number, or off by one.
  fc
    .tuple(place, fc.constantFrom("00000000", "ffffffff", "01000000", "000000000000f07f", "000000000000f87f"))
    .map(([where, hex]) => (/** @type {Buffer} */ bytes) => {
      const broken = Buffer.from(bytes);
      Buffer.from(hex, "hex").copy(broken, at(bytes, where));
      return broken;
    }),
  // A part comes twice, or two parts change places.
  fc.tuple(place, place).map(([one, other]) => (/** @type {Buffer} */ bytes) => {
    const [start, end] = [at(bytes, one), at(bytes, other)].toSorted((a, b) => a - b);
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
  }),
  fc.tuple(place, place).map(([one, other]) => (/** @type {Buffer} */ bytes) => {
    const [start, end] = [at(bytes, one), at(bytes, other)].toSorted((a, b) => a - b);
    return Buffer.concat([bytes.subarray(start, end), bytes.subarray(0, start), bytes.subarray(end)]);
  }),
  // A page of zeros, as a file system leaves after a crash.
  fc.tuple(place, fc.nat(4096)).map(([where, count]) => (/** @type {Buffer} */ bytes) => {
    const start = at(bytes, where);
    return Buffer.concat([bytes.subarray(0, start), Buffer.alloc(count), bytes.subarray(start + count)]);
  }),
);
