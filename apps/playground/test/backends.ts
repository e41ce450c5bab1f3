/** The backends that every test of this folder runs on, by their names in `PLAYGROUND_BACKEND`. */
export const backends = ["filesystem", "redis"] as const;

export type Backend = (typeof backends)[number];

export function isBackend(name: string): name is Backend {
  return backends.some((backend) => backend === name);
}
