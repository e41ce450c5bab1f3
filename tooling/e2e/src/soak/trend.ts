export interface Sample {
  readonly atMs: number;
  readonly value: number;
}

export interface Trend {
  /** How much the value grows in a minute. */
  readonly perMinute: number;
  /** By how much it has grown from the first sample to the last, along the line. */
  readonly growth: number;
}

/** The line that fits best (least squares): what goes up and down comes to nothing, what leaks does not. */
export function trendOf(samples: readonly Sample[]): Trend {
  const meanMs = mean(samples.map(({ atMs }) => atMs));
  const meanValue = mean(samples.map(({ value }) => value));
  let covariance = 0;
  let variance = 0;
  for (const { atMs, value } of samples) {
    covariance += (atMs - meanMs) * (value - meanValue);
    variance += (atMs - meanMs) ** 2;
  }
  const perMs = variance === 0 ? 0 : covariance / variance;
  const spanMs = (samples.at(-1)?.atMs ?? 0) - (samples[0]?.atMs ?? 0);
  return { perMinute: perMs * 60_000, growth: perMs * spanMs };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
