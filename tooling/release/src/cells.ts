import type { Backend, Form } from "./config-forms.ts";

/** One way to install and run an app. */
export type Cell = { manager: "npm" | "pnpm"; node: string; form: Form; backend: Backend };

const forms: Form[] = ["ESM", "TypeScript", "CommonJS"];

/** Each value of each dimension at least once: what `pnpm test` runs. */
const covering: Cell[] = [
  { manager: "npm", node: "20", form: "CommonJS", backend: "filesystem" },
  { manager: "pnpm", node: "22", form: "TypeScript", backend: "redis" },
  { manager: "npm", node: "24", form: "ESM", backend: "redis" },
];

const all: Cell[] = (["npm", "pnpm"] as const).flatMap((manager) =>
  ["20", "22", "24"].flatMap((node) =>
    forms.flatMap((form) => (["filesystem", "redis"] as const).map((backend) => ({ manager, node, form, backend }))),
  ),
);

/** `INSTALLS=all` for every combination. */
export const cells: Cell[] = process.env["INSTALLS"] === "all" ? all : covering;
