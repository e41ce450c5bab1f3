import { parseArgs } from "node:util";
import { hunt } from "./hunt.ts";
import { MAX_SEEDS, MUTANTS } from "./mutants.ts";
import { type Plan, planOf, STORES } from "./plan.ts";
import { loadProduct, type Product } from "./product.ts";
import { createTally } from "./report.ts";
import { shrink } from "./shrink.ts";
import { simulate } from "./simulate.ts";

const USAGE = `simulate [--histories 1000] [--seed 1] [--store memory|redis] [--mutants]

  --histories  how many histories to let happen, one for each seed from --seed on
  --seed       the first seed; alone, that one history is printed
  --store      only on this store; default: any
  --mutants    looks for the planted bugs instead, and says how many histories each took
`;

const PROGRESS_MS = 10_000;
const MAX_SHOWN = 3;

/** @returns the exit status. */
export async function main(args: readonly string[]): Promise<number> {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args].filter((arg) => arg !== "--"),
      options: {
        histories: { type: "string" },
        seed: { type: "string" },
        store: { type: "string" },
        mutants: { type: "boolean" },
      },
    }));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  const only = values.seed !== undefined && values.histories === undefined;
  const histories = Number(values.histories ?? (only ? 1 : 1000));
  const seed = Number(values.seed ?? 1);
  const store = STORES.find((name) => name === values.store) ?? "any";
  const isUsable = Number.isSafeInteger(histories) && histories > 0 && Number.isSafeInteger(seed) && seed > 0;
  if (!isUsable || (values.store !== undefined && store === "any")) {
    console.error(USAGE);
    return 2;
  }
  if (values.mutants === true) return huntAll();
  const product = await loadProduct();
  if (only) return replay(product, planOf(seed, store));
  return run(
    product,
    Array.from({ length: histories }, (_, index) => seed + index),
    store,
  );
}

async function run(product: Product, seeds: readonly number[], store: "any" | Plan["store"]): Promise<number> {
  const tally = createTally();
  const begunMs = performance.now();
  const seconds = (): number => (performance.now() - begunMs) / 1000;
  let saidMs = begunMs;
  for (const seed of seeds) {
    const plan = planOf(seed, store);
    const outcome = await simulate(product, plan);
    tally.add(plan, outcome);
    const [problem] = outcome.problems;
    if (problem !== undefined && tally.violations <= MAX_SHOWN) {
      console.log(`\nseed ${seed}: ${problem}\nreplay: pnpm simulate --seed ${seed} --store ${plan.store}\n`);
      await replay(product, await shrink(product, plan));
    }
    if (performance.now() - saidMs < PROGRESS_MS) continue;
    saidMs = performance.now();
    console.log(
      `${tally.histories} of ${seeds.length} histories, ${tally.violations} violations, ${seconds().toFixed(0)} s`,
    );
  }
  console.log(`\n${tally.lines(seconds()).join("\n")}`);
  return tally.violations === 0 ? 0 : 1;
}

async function replay(product: Product, plan: Plan): Promise<number> {
  const { problems, log } = await simulate(product, plan, true);
  console.log(`${describe(plan)}\n${log.join("\n")}\n`);
  console.log(problems.length === 0 ? "No promise was broken." : problems.join("\n"));
  return problems.length === 0 ? 0 : 1;
}

/** What is decided beforehand, besides what is told when it happens. */
function describe({ operations, faults, ...settings }: Plan): string {
  return `${JSON.stringify(settings)}\n${operations.length} operations, ${faults.length} faults`;
}

async function huntAll(): Promise<number> {
  let missed = 0;
  for (const mutant of MUTANTS) {
    const { seeds, problem } = await hunt(mutant, MAX_SEEDS);
    if (seeds === undefined) missed++;
    console.log(`${String(seeds ?? "missed").padStart(8)}  ${mutant.name}`);
    if (problem !== undefined) console.log(`          ${problem.split("\n", 1)[0]}`);
  }
  console.log(`${MUTANTS.length - missed} of ${MUTANTS.length} mutants found within ${MAX_SEEDS} histories each`);
  return missed === 0 ? 0 : 1;
}
