import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { handlerPath } from "../project/built-config.ts";
import { handlerOf } from "../store/choose-backend.ts";
import { error, type Finding, note, warning } from "./finding.ts";
import type { BuiltApp, Patient } from "./patient.ts";

/** Whether the build, and not only next.config, has our handlers. */
export function checkHandlers(patient: Patient): Finding[] {
  const { built, distDir } = patient;
  if (built === undefined) {
    return [
      warning(
        "build-missing",
        `There is no finished build in ${distDir}.`,
        "Run next build; name another folder with --build.",
      ),
    ];
  }
  return [
    ...singular(patient, built),
    ...plural(patient, built),
    ...memory(patient, built),
    ...configuration(patient, built),
    ...standalone(patient, built),
    ...edge(built),
  ];
}

function wire({ backend }: Patient): string {
  return `Wrap the configuration: export default withTagledger(nextConfig), from @tagledger/${backend}/next. Then run next build again.`;
}

function singular(patient: Patient, { distDir, config }: BuiltApp): Finding[] {
  if (config.cacheHandler === undefined) {
    return [
      error(
        "handler-not-wired",
        "The build has no cacheHandler: pages, route handlers, fetch and images are cached in each process.",
        wire(patient),
      ),
    ];
  }
  return handler(patient, "cacheHandler", handlerPath(distDir, config.cacheHandler));
}

function plural(patient: Patient, { distDir, config }: BuiltApp): Finding[] {
  if (config.cacheComponents !== true && config.experimental?.useCache !== true) return [];
  return ["default", "remote"].flatMap((kind) => {
    const path = config.cacheHandlers?.[kind];
    if (path !== undefined) return handler(patient, `cacheHandlers.${kind}`, handlerPath(distDir, path));
    return [
      error(
        "handlers-not-wired",
        `The build has no cacheHandlers.${kind}: 'use cache' is cached in each process.`,
        wire(patient),
      ),
    ];
  });
}

function handler(patient: Patient, name: string, path: string): Finding[] {
  const { project, backend } = patient;
  if (!existsSync(path)) {
    return [
      error(
        "handler-missing",
        `${name} of the build is ${path}, which is not there.`,
        "Install the packages again in the same place, or build where you start.",
      ),
    ];
  }
  const of = handlerOf(project.folder, path);
  if (of === backend) return [];
  if (of !== undefined) {
    return [
      error(
        "handlers-mixed",
        `${name} of the build keeps its cache in ${of}, and the rest in ${backend}: two ledgers, each of which hears half.`,
        `Import withTagledger from @tagledger/${backend}/next for all of it, or say --store ${of}.`,
      ),
    ];
  }
  // Somebody's own handler on our factories is fine; which store it is given cannot be seen from here.
  if (readFileSync(path, "utf8").includes("@tagledger/")) return [];
  return [
    error(
      "handler-foreign",
      `${name} of the build is ${path}, which is not on tagledger: nothing that it keeps hears of an invalidation elsewhere.`,
      wire(patient),
    ),
  ];
}

function memory(patient: Patient, { config }: BuiltApp): Finding[] {
  const findings: Finding[] = [];
  if (config.cacheHandler !== undefined && config.cacheMaxMemorySize !== 0) {
    findings.push(
      error(
        "memory-cache",
        `cacheMaxMemorySize is ${config.cacheMaxMemorySize ?? "the default"}: Next.js keeps responses in the memory of each process, where no invalidation of another one reaches them.`,
        "Leave cacheMaxMemorySize to withTagledger, which sets 0.",
      ),
    );
  }
  if (config.images?.unoptimized !== true && config.images?.customCacheHandler !== true) {
    findings.push(
      warning(
        "images-not-shared",
        "images.customCacheHandler is off: optimised images are kept by each machine.",
        "Leave images.customCacheHandler to withTagledger.",
      ),
    );
  }
  return findings;
}

/** A configuration that was changed after the build says nothing of it. */
function configuration({ project }: Patient, { distDir, config }: BuiltApp): Finding[] {
  const file = config.configFileName && join(project.folder, config.configFileName);
  if (!file || !existsSync(file)) return [];
  if (statSync(file).mtimeMs <= statSync(join(distDir, "BUILD_ID")).mtimeMs) return [];
  return [
    warning(
      "config-newer",
      `${config.configFileName} was changed after the build; what it says now is not in effect.`,
      "Run next build again.",
    ),
  ];
}

function standalone({ backend, project }: Patient, { distDir, config }: BuiltApp): Finding[] {
  if (config.output !== "standalone") return [];
  const folder = join(distDir, "standalone");
  const findings: Finding[] = [];
  if (!hasPackage(folder, backend)) {
    findings.push(
      error(
        "standalone-without-handlers",
        `The standalone output in ${folder} lacks @tagledger/${backend}: its server.js cannot start.`,
        "Let withTagledger set serverExternalPackages, and build again.",
      ),
    );
  }
  if (backend === "filesystem" && !project.env["TAGLEDGER_DIR"]) {
    findings.push(
      warning(
        "standalone-directory",
        "With standalone output each container has a .next of its own, and so a cache of its own.",
        "Set TAGLEDGER_DIR to a folder that all instances of the machine share.",
      ),
    );
  }
  return findings;
}

function edge({ edgeRoutes }: BuiltApp): Finding[] {
  if (edgeRoutes.length === 0) return [];
  return [
    note(
      "edge-routes",
      `In the edge runtime nothing is cached and nothing can be invalidated: ${edgeRoutes.join(", ")}.`,
      "Remove runtime = 'edge' from them. See docs/errors/TL-EDGE.md",
    ),
  ];
}

/** In a monorepo the output has the folders of the repository in it. */
function hasPackage(folder: string, backend: string): boolean {
  if (!existsSync(folder)) return false;
  const pending = [folder];
  for (let looked = 0; pending.length > 0 && looked < 5000; looked++) {
    const current = pending.pop() as string;
    for (const entry of readdirSync(current, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const path = join(current, entry.name);
      if (isPackage(path, backend)) return true;
      if (entry.name !== ".next") pending.push(path);
    }
  }
  return false;
}

function isPackage(path: string, backend: string): boolean {
  try {
    const { name } = JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as { name?: string };
    return name === `@tagledger/${backend}`;
  } catch {
    return false;
  }
}
