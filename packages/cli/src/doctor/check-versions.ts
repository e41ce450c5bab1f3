import { assertSupportedNext, minorOf } from "@tagledger/core";
import { honoursCacheControl } from "@tagledger/core/operate";
import { packageVersion } from "../cli/version.ts";
import { realPath, resolveFrom, versionOf } from "../project/resolve.ts";
import { error, type Finding, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

const OLDEST_NODE = [20, 9] as const;

/** What is installed: Node.js, Next.js, tagledger, a client for Redis. */
export function checkVersions(patient: Patient): Finding[] {
  return [...node(process.versions.node), ...next(patient), ...tagledger(patient), ...client(patient)];
}

function node(version: string): Finding[] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return [];
  return [error("node-version", `This is Node.js ${version}.`, `Use Node.js ${OLDEST_NODE.join(".")} or newer.`)];
}

function next({ project, nextVersion, built }: Patient): Finding[] {
  if (nextVersion === undefined) {
    return [
      error(
        "next-missing",
        `Next.js is not installed in ${project.folder}.`,
        "Run doctor in the folder of the app, or name it with --project.",
      ),
    ];
  }
  try {
    assertSupportedNext(nextVersion);
  } catch {
    return [
      error(
        "TL-NEXT-VERSION",
        `next@${nextVersion} has other cache handlers.`,
        "Use next@16, 16.4 or newer if you can.",
      ),
    ];
  }
  const findings: Finding[] = [];
  if (!honoursCacheControl(minorOf(nextVersion))) {
    findings.push(
      warning(
        "next-old",
        `next@${nextVersion} ignores the lifetimes that a handler gives: 'max' makes pages expire at once.`,
        "Update to next@16.4 or newer.",
      ),
    );
  }
  if (built?.nextVersion !== undefined && built.nextVersion !== nextVersion) {
    findings.push(
      error(
        "next-differs",
        `The build is of next@${built.nextVersion}, and next@${nextVersion} is installed.`,
        "Run next build again.",
      ),
    );
  }
  return findings;
}

function tagledger({ project, backend }: Patient): Finding[] {
  const name = `@tagledger/${backend}`;
  const installed = versionOf(project.folder, name);
  if (installed === undefined) {
    return [error("backend-missing", `${name} is not installed in the app.`, `Run: npm install ${name}`)];
  }
  const findings: Finding[] = [];
  const own = packageVersion();
  if (minorOf(installed) !== minorOf(own)) {
    findings.push(
      warning(
        "versions-differ",
        `This is tagledger ${own}, and the app has ${name} ${installed}.`,
        `Run: npx tagledger@${installed} doctor`,
      ),
    );
  }
  const direct = resolveFrom(project.folder, "@tagledger/core/package.json");
  const manifest = resolveFrom(project.folder, `${name}/package.json`) ?? "";
  const used = resolveFrom(realPath(manifest).replace(/package\.json$/, ""), "@tagledger/core/package.json");
  if (direct !== undefined && used !== undefined && realPath(direct) !== realPath(used)) {
    findings.push(
      error(
        "core-twice",
        `@tagledger/core is there twice: ${direct} and ${used}. Each would have a ledger of its own.`,
        "Give both the same version, then install again.",
      ),
    );
  }
  return findings;
}

function client({ project, backend }: Patient): Finding[] {
  if (backend !== "redis") return [];
  const own = realPath(resolveFrom(project.folder, "@tagledger/redis/package.json") ?? "");
  const wanted = project.env["TAGLEDGER_REDIS_CLIENT"];
  const names = wanted === undefined ? ["redis", "ioredis"] : [wanted];
  const folders = [project.folder, own.replace(/package\.json$/, "")];
  if (names.some((name) => folders.some((folder) => resolveFrom(folder, name) !== undefined))) return [];
  return [error("TL-REDIS-CLIENT", "No client for Redis is installed in the app.", `Run: npm install ${names[0]}`)];
}
