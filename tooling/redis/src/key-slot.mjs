/** How many slots a cluster has. */
export const SLOTS = 16_384;

/**
 * The slot of a key: CRC16 (XMODEM) of the key, or of what stands between the first `{` and the next `}` unless that is
 * nothing.
 *
 * @param {string} key
 * @returns {number}
 */
export function keySlot(key) {
  const open = key.indexOf("{");
  const close = open === -1 ? -1 : key.indexOf("}", open + 1);
  const hashed = close > open + 1 ? key.slice(open + 1, close) : key;
  let crc = 0;
  for (const byte of Buffer.from(hashed)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021;
    crc &= 0xffff;
  }
  return crc % SLOTS;
}
