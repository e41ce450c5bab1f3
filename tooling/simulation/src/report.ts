import { FAULTS, type Plan } from "./plan.ts";
import type { Outcome } from "./simulate.ts";

/** What came of many histories, counted by the fault that each is about. */
export interface Tally {
  add(plan: Plan, outcome: Outcome): void;
  readonly histories: number;
  readonly violations: number;
  /** One line for each fault, and one for all. */
  lines(seconds: number): string[];
}

export function createTally(): Tally {
  const rows = new Map<string, { histories: number; violations: number; events: number }>();
  const total = { histories: 0, violations: 0, events: 0 };

  return {
    add(plan, { problems, events }) {
      const kinds = new Set<string>(plan.faults.map(({ kind }) => kind));
      for (const name of [...(kinds.size === 0 ? ["none"] : kinds), `on ${plan.store}`]) {
        const row = rows.get(name) ?? { histories: 0, violations: 0, events: 0 };
        rows.set(name, row);
        count(row);
      }
      count(total);
      function count(row: typeof total): void {
        row.histories++;
        row.events += events;
        if (problems.length > 0) row.violations++;
      }
    },
    get histories() {
      return total.histories;
    },
    get violations() {
      return total.violations;
    },
    lines(seconds) {
      const order = ["none", ...FAULTS.slice(1), "on memory", "on redis"];
      const lines = [line("fault", "histories", "violations", "events")];
      for (const name of order) {
        const row = rows.get(name);
        if (row !== undefined) lines.push(line(name, row.histories, row.violations, row.events));
      }
      const speed = `${seconds.toFixed(1)} s, ${Math.round(total.histories / seconds)} histories a second`;
      return [...lines, line("all", total.histories, total.violations, total.events), speed];
    },
  };
}

function line(name: string, ...cells: readonly (string | number)[]): string {
  return name.padEnd(24) + cells.map((cell) => String(cell).padStart(12)).join("");
}
