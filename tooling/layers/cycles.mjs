/**
 * Finds import cycles: the strongly connected components of the graph (Tarjan) that have more than one file, and files
 * that import themselves.
 *
 * @param {ReadonlyMap<string, readonly string[]>} graph from each file to the files it imports.
 * @returns {string[][]} the files of each cycle, sorted.
 */
export function findCycles(graph) {
  /** @type {Map<string, { index: number, low: number, open: boolean }>} */
  const seen = new Map();
  /** @type {string[]} */
  const stack = [];
  /** @type {string[][]} */
  const cycles = [];
  for (const file of graph.keys()) if (!seen.has(file)) connect(file);
  return cycles;

  /** @param {string} file */
  function connect(file) {
    const node = { index: seen.size, low: seen.size, open: true };
    seen.set(file, node);
    stack.push(file);
    for (const target of graph.get(file) ?? []) {
      const known = seen.get(target);
      if (known === undefined) node.low = Math.min(node.low, connect(target).low);
      else if (known.open) node.low = Math.min(node.low, known.index);
    }
    if (node.low === node.index) close(file);
    return node;
  }

  /** @param {string} file the first file of a finished component. */
  function close(file) {
    const component = stack.splice(stack.lastIndexOf(file));
    for (const member of component) {
      const node = seen.get(member);
      if (node !== undefined) node.open = false;
    }
    if (component.length > 1 || graph.get(file)?.includes(file)) cycles.push(component.toSorted());
  }
}
