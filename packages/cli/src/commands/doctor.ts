import colors from "picocolors";
import type { Call, Command, ExitCode } from "../cli/command.ts";
import { packageVersion } from "../cli/version.ts";
import { checkHandlers } from "../doctor/check-handlers.ts";
import { checkInstances } from "../doctor/check-instances.ts";
import { checkSettings } from "../doctor/check-settings.ts";
import { checkStore } from "../doctor/check-store.ts";
import { checkVersions } from "../doctor/check-versions.ts";
import { error, type Finding } from "../doctor/finding.ts";
import { createPatient, type Patient } from "../doctor/patient.ts";
import { buildFolder, openProject } from "../project/project.ts";
import { boundedStore } from "../store/bounded-store.ts";
import { chooseBackend } from "../store/choose-backend.ts";
import { explain } from "../store/explain.ts";
import { loadBackend } from "../store/load-backend.ts";
import { deadlineOf } from "../store/open-store.ts";
import { counted } from "../text/figures.ts";
import { wrap } from "../text/wrap.ts";

export const DOCTOR: Command = {
  name: "doctor",
  takes: "",
  positionals: 0,
  summary: "find what is wrong with the set-up, and how to mend it",
  details:
    "Looks at what is installed, at the variables, at what next build has really wired, at what several instances behind a proxy need, and at the store, with which it does what the handlers do: it writes an entry of its own for a moment. The exit code is 1 when something is an error.",
  options: {
    build: { type: "string", value: "<path>", text: "where the build is; default .next" },
  },
  examples: [
    ["npx tagledger doctor", "In the folder of the app, after next build."],
    ["npx tagledger doctor --json | jq '.findings[].id'", "In CI."],
  ],
  run: doctor,
};

const ORDER = { error: 0, warning: 1, note: 2 } as const;

async function doctor(call: Call): Promise<ExitCode> {
  const { output, values } = call;
  const project = openProject(call);
  const distDir = buildFolder(project, call);
  const patient = createPatient(project, chooseBackend(project, distDir, values), distDir);
  const { place, findings } = await examine(call, patient);
  const sorted = findings.toSorted((a, b) => ORDER[a.severity] - ORDER[b.severity]);
  const errors = sorted.filter(({ severity }) => severity === "error").length;
  output.json({
    ok: errors === 0,
    project: project.folder,
    store: patient.backend,
    place,
    versions: {
      tagledger: packageVersion(),
      next: patient.nextVersion,
      node: process.versions.node,
    },
    findings: sorted,
  });
  output.line(
    `${project.folder}\nnext ${patient.nextVersion ?? "?"}, node ${process.versions.node}, ${patient.backend} ${place ?? ""}`.trimEnd(),
  );
  for (const finding of sorted) output.line(`\n${findingText(finding)}`);
  const rest = sorted.length - errors;
  output.line(`\n${sorted.length === 0 ? "Nothing is wrong." : `${counted(errors, "error")}, ${rest} to know.`}`);
  return errors > 0 ? 1 : 0;
}

async function examine(call: Call, patient: Patient): Promise<{ place: string | undefined; findings: Finding[] }> {
  const findings = [
    ...checkVersions(patient),
    ...checkSettings(patient),
    ...checkHandlers(patient),
    ...checkInstances(patient),
  ];
  // Without a client every question fails for the same reason.
  if (findings.some(({ id }) => id === "TL-REDIS-CLIENT" || id === "backend-missing"))
    return { place: undefined, findings };
  const deadlineMs = deadlineOf(call);
  try {
    const operate = await loadBackend(patient.project.folder, patient.backend);
    const operated = await operate({ env: patient.project.env, cwd: patient.project.folder, deadlineMs });
    try {
      const store = boundedStore(operated.store, operated.place, deadlineMs);
      return {
        place: operated.place,
        findings: [...findings, ...(await checkStore(patient, operated, store, deadlineMs))],
      };
    } finally {
      void operated.close().catch(() => {});
    }
  } catch (cause) {
    const { code, message } = explain(cause);
    return { place: undefined, findings: [...findings, error(code, message, "Change the setting that is named.")] };
  }
}

function findingText({ severity, id, seen, fix }: Finding): string {
  const colour = { error: colors.red, warning: colors.yellow, note: colors.cyan }[severity];
  return `${colour(severity)} ${colors.bold(id)}\n${wrap(seen, 2)}\n${wrap(`Fix: ${fix}`, 2)}`;
}
