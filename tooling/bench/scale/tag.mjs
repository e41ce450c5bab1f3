/**
 * A tag that says when it was invalidated. The kernel's monotonic clock is one for all processes of a machine, which
 * their own clocks are not.
 *
 * @param {number} index
 */
export function tagOfNow(index) {
  return `${index}@${uptimeMs().toFixed(1)}`;
}

/**
 * @param {string} tag
 * @returns {number} the milliseconds since then.
 */
export function msSince(tag) {
  return uptimeMs() - Number(tag.slice(tag.indexOf("@") + 1));
}

export function uptimeMs() {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
