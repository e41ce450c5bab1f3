const SLOTS = 16_384;

/**
 * @param ownerOf who has a slot; `undefined` while that is not known.
 * @returns one key for each owner, in the order of their first slots.
 */
export function keyOfEach<Owner>(ownerOf: (slot: number) => Owner | undefined): string[] {
  const firstSlots = new Map<Owner, number>();
  for (let slot = 0; slot < SLOTS; slot++) {
    const owner = ownerOf(slot);
    if (owner !== undefined && !firstSlots.has(owner)) firstSlots.set(owner, slot);
  }
  return [...firstSlots.values()].map(keyInSlot);
}

function keyInSlot(slot: number): string {
  for (let number = 0; ; number++) if (keySlot(String(number)) === slot) return String(number);
}

/** The slot of a key in a cluster: CRC-16/XMODEM of its hash tag (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/). */
export function keySlot(key: string): number {
  const open = key.indexOf("{");
  const close = open === -1 ? -1 : key.indexOf("}", open + 1);
  const hashed = close > open + 1 ? key.slice(open + 1, close) : key;
  let crc = 0;
  for (const byte of Buffer.from(hashed)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc % SLOTS;
}
