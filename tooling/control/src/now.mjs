/** Milliseconds on the machine's monotonic clock, which the events of all instances are on. */
export function machineNow() {
  return Number(process.hrtime.bigint()) / 1e6;
}
