export function isNextCache(specifier: string): boolean {
  return /^next\/cache(?:\.js)?$/.test(specifier);
}
