import { join } from "node:path";
import { masked } from "../text/printable.ts";
import { error, type Finding, warning } from "./finding.ts";
import { KNOWN_VARIABLES } from "./known-variables.ts";
import type { Patient } from "./patient.ts";
import { readJson } from "../project/resolve.ts";

const ENCRYPTION_KEY_BYTES = new Set([16, 24, 32]);

/** What the environment says. Values that the handlers refuse are found where the store is opened. */
export function checkSettings(patient: Patient): Finding[] {
  return [
    ...unknown(patient),
    ...namespace(patient),
    ...address(patient),
    ...encryptionKey(patient),
    ...seeds(patient),
  ];
}

function unknown({ project }: Patient): Finding[] {
  return Object.keys(project.env)
    .filter((name) => name.startsWith("TAGLEDGER_") && !KNOWN_VARIABLES.includes(name))
    .filter((name) => project.env[name] !== undefined)
    .map((name) =>
      warning(
        "variable-unknown",
        `${name} is set, and nothing reads it.`,
        `Did you mean ${closest(name)}? Otherwise remove it.`,
      ),
    );
}

function namespace({ project, backend }: Patient): Finding[] {
  if (project.env["TAGLEDGER_NAMESPACE"] !== undefined) return [];
  const { name } = (readJson(join(project.folder, "package.json")) ?? {}) as { name?: unknown };
  if (typeof name === "string" && name !== "") return [];
  const seen = "The app has no name in package.json, so its namespace is made from the path of its folder.";
  const fix = 'Give package.json a "name", or set TAGLEDGER_NAMESPACE to the same on every instance.';
  // On another machine, or in another image, the path differs, and so would the ledger.
  return [backend === "redis" ? error("namespace-by-path", seen, fix) : warning("namespace-by-path", seen, fix)];
}

function address({ project, backend }: Patient): Finding[] {
  const { TAGLEDGER_REDIS_URL: own, REDIS_URL: common } = project.env;
  if (backend === "filesystem") {
    const url = own ?? "";
    if (url === "") return [];
    return [
      warning(
        "store-differs",
        `TAGLEDGER_REDIS_URL is ${masked(url)}, and the app keeps its cache in a directory.`,
        "Import withTagledger from @tagledger/redis/next, or remove the variable.",
      ),
    ];
  }
  if (own || common) return [];
  return [
    warning(
      "redis-url-missing",
      "Neither TAGLEDGER_REDIS_URL nor REDIS_URL is set, so it is redis://127.0.0.1:6379.",
      "Say where Redis is: REDIS_URL=redis://host:6379",
    ),
  ];
}

function encryptionKey({ project, built }: Patient): Finding[] {
  const key = project.env["NEXT_SERVER_ACTIONS_ENCRYPTION_KEY"];
  if (key === undefined || key === "") return [];
  if (!ENCRYPTION_KEY_BYTES.has(Buffer.from(key, "base64").length) || !/^[A-Za-z0-9+/]+={0,2}$/.test(key)) {
    return [
      error(
        "encryption-key-invalid",
        "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY is not 16, 24 or 32 bytes in base64: Server Actions with closures fail.",
        "Make one: openssl rand -base64 32",
      ),
    ];
  }
  if (built?.encryptionKey === undefined || built.encryptionKey === key || !built.hasServerActions) return [];
  return [
    error(
      "encryption-key-differs",
      "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY is not the key that the build was made with: what its pages carry for Server Actions cannot be read.",
      "Set the same key for next build and for every instance.",
    ),
  ];
}

function seeds({ project }: Patient): Finding[] {
  const wanted = project.env["TAGLEDGER_SEEDS"] ?? "position";
  if (wanted === "trust") {
    return [
      warning(
        "seeds-trusted",
        "TAGLEDGER_SEEDS is trust: after the ledger was lost, prerendered pages answer that were invalidated before.",
        "Leave it out, and run tagledger seed after the build.",
      ),
    ];
  }
  return [];
}

/** @returns the known variable with the fewest edits. */
function closest(name: string): string {
  const distances = KNOWN_VARIABLES.map((known) => ({ known, edits: editsBetween(name, known) }));
  return distances.toSorted((a, b) => a.edits - b.edits)[0]?.known ?? "";
}

/** Levenshtein's distance. */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let index = 1; index <= one.length; index++) {
    const next = [index];
    for (let column = 1; column <= other.length; column++) {
      const change = (row[column - 1] ?? 0) + (one[index - 1] === other[column - 1] ? 0 : 1);
      next.push(Math.min(change, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
