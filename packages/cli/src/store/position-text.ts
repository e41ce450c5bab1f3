/** The first characters of an epoch tell it from others; the rest is noise to people. */
const EPOCH_CHARACTERS = 8;

export function positionText({ epoch, seq }: { readonly epoch: string; readonly seq: number }): string {
  return `${seq} of epoch ${epochText(epoch)}`;
}

export function epochText(epoch: string): string {
  return epoch.slice(0, EPOCH_CHARACTERS);
}
