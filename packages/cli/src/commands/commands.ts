import type { Command } from "../cli/command.ts";
import { BENCH } from "./bench.ts";
import { DOCTOR } from "./doctor.ts";
import { INSPECT } from "./inspect.ts";
import { PURGE } from "./purge.ts";
import { SEED } from "./seed.ts";
import { STATS } from "./stats.ts";
import { TAIL } from "./tail.ts";

export const COMMANDS: readonly Command[] = [DOCTOR, STATS, TAIL, INSPECT, PURGE, SEED, BENCH];
