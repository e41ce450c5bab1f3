/**
 * @template {{ name: string, manifest: Record<string, any> }} Package
 * @param {readonly Package[]} packages
 * @returns {Package[]} each after those of them that it depends on, so that nobody can install what is not complete.
 */
export function inOrder(packages) {
  /** @type {Package[]} */
  const ordered = [];
  const visit = (/** @type {Package} */ one) => {
    if (ordered.includes(one)) return;
    const needed = { ...one.manifest["dependencies"], ...one.manifest["peerDependencies"] };
    for (const other of packages) if (other !== one && Object.hasOwn(needed, other.name)) visit(other);
    ordered.push(one);
  };
  for (const one of packages) visit(one);
  return ordered;
}
