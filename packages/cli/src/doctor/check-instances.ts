import { error, type Finding, warning } from "./finding.ts";
import type { BuiltApp, Patient } from "./patient.ts";

/** What Next.js writes as the build id of every build when there is a deployment id (next@16.4.6 `build/index.js`, `getBuildId`). */
const COMMON_BUILD_ID = "build-TfctsWXpff2fKS";
/** What `nanoid` makes. */
const RANDOM_BUILD_ID = /^[A-Za-z0-9_-]{21}$/;

/** What several instances behind a proxy need besides one cache. */
export function checkInstances({ built, backend, project }: Patient): Finding[] {
  if (built === undefined) return [];
  // Processes of one machine start from one build; the rest is for those that may not.
  const spread = backend === "redis";
  return [
    ...origins(built, spread),
    ...(spread ? [...deployment(built), ...buildId(built), ...actions(built, project.env)] : []),
  ];
}

function origins({ config, hasServerActions }: BuiltApp, spread: boolean): Finding[] {
  const allowed = config.experimental?.serverActions?.allowedOrigins;
  const wrong = allowed?.filter((origin) => /[/\s]/.test(origin) || origin === "" || /^\*{1,2}$/.test(origin)) ?? [];
  if (wrong.length > 0) {
    const list = wrong.map((origin) => JSON.stringify(origin)).join(", ");
    return [
      error(
        "allowed-origins-invalid",
        `serverActions.allowedOrigins has ${list}, which no host is equal to.`,
        "Write hosts without scheme and path, such as shop.example.com or *.example.com.",
      ),
    ];
  }
  if (!spread || !hasServerActions || (allowed?.length ?? 0) > 0) return [];
  return [
    warning(
      "allowed-origins-missing",
      "serverActions.allowedOrigins is not set: behind a proxy that changes the Host header, Next.js refuses Server Actions.",
      "List the hosts that visitors see, or let the proxy pass X-Forwarded-Host on.",
    ),
  ];
}

function deployment({ config }: BuiltApp): Finding[] {
  if (config.deploymentId) return [];
  return [
    warning(
      "deployment-id-missing",
      "deploymentId is not set: during a rolling deploy, pages of one version ask servers of the other for their files.",
      "Set deploymentId to what names the deployment, such as the commit.",
    ),
  ];
}

function buildId({ id }: BuiltApp): Finding[] {
  if (id === COMMON_BUILD_ID) {
    return [
      warning(
        "build-id-common",
        "With deploymentId alone, every build has the same build id, and pages of two builds with one deploymentId may be taken for one another's.",
        "Set generateBuildId as well, to the same commit: generateBuildId: () => process.env.GIT_SHA",
      ),
    ];
  }
  if (!RANDOM_BUILD_ID.test(id)) return [];
  return [
    warning(
      "build-id-random",
      `The build id ${id} is random: machines that build for themselves share no page.`,
      "Build once for all, and set generateBuildId to the commit.",
    ),
  ];
}

function actions({ hasServerActions }: BuiltApp, env: Patient["project"]["env"]): Finding[] {
  if (!hasServerActions || env["NEXT_SERVER_ACTIONS_ENCRYPTION_KEY"]) return [];
  return [
    warning(
      "encryption-key-missing",
      "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY is not set: each build makes a key of its own, and what a page of one carries for a Server Action, another cannot read.",
      "Set the same key for next build and every instance: openssl rand -base64 32",
    ),
  ];
}
