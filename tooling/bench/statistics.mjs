/**
 * @param {readonly number[]} values
 * @param {number} share from 0 to 1
 * @returns {number} NaN for none; between two values in proportion.
 */
export function quantile(values, share) {
  const sorted = values.toSorted((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** @param {readonly number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * How far the middle half of the values is apart, as a share of the median.
 *
 * @param {readonly number[]} values
 */
export function spread(values) {
  return (quantile(values, 0.75) - quantile(values, 0.25)) / median(values);
}
