/**
 * A tag as a number, which is what replicas keep: a million marks are then a small map.
 *
 * 53 bits of two multiplicative hash lanes over UTF-16 code units. Two tags that share a number are invalidated
 * together: that costs a regeneration and can never serve something stale.
 */
export type TagId = number;

export function tagId(tag: string): TagId {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < tag.length; index++) {
    const unit = tag.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return 0x100000000 * (0x1fffff & low) + (high >>> 0);
}

/**
 * Next.js joins the tags of a response with commas, so a tag that contains one is found there only in parts (next@16.4.6
 * `server/lib/incremental-cache/index.js`, `get`).
 */
export function tagParts(tags: readonly string[]): string[] {
  return tags.flatMap((tag) => (tag.includes(",") ? tag.split(",").filter((part) => part !== "") : [tag]));
}

export function tagIds(tags: readonly string[]): TagId[] {
  return tags.map(tagId);
}
