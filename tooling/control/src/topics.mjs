/**
 * @typedef {{ name: string, path: string, tagged: boolean }} Surface as the app reports it
 */

/**
 * The topics that an invalidation of these tags concerns. The tag `topic:all` is on everything that has tags, and Next.js
 * writes a path as a tag with `_N_T_` before it.
 *
 * @param {readonly string[]} tags
 * @param {readonly Surface[]} surfaces
 * @returns {string[]}
 */
export function topicsOf(tags, surfaces) {
  return surfaces
    .filter(
      ({ name, path, tagged }) =>
        tags.includes(`topic:${name}`) || tags.includes(`_N_T_${path}`) || (tagged && tags.includes("topic:all")),
    )
    .map(({ name }) => name);
}
