import { vi } from "vitest";
import { factorOf } from "./runs.mjs";

const TIMEOUT_MS = 60_000;

// Whoever imports this tries things very often, and the more often the longer it takes.
vi.setConfig({ testTimeout: TIMEOUT_MS * Math.max(1, factorOf(process.env)) });
