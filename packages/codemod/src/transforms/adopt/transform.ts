import { plain, type PlainTransform } from "../../plain.ts";
import type { Transform } from "../../transform.ts";
import { adoptConfig } from "./config.ts";
import { PUBLISHED } from "./handlers.ts";
import { adoptManifest } from "./manifest.ts";
import { reportSeeding } from "./seeding.ts";

const CONFIG = /(?:^|\/)next\.config\.[cm]?[jt]s$/;
const MANIFEST = /(?:^|\/)package\.json$/;
const INSTRUMENTATION = /(?:^|\/)instrumentation\.[cm]?[jt]s$/;

export const adopt: Transform = {
  name: "adopt",
  summary: "wires tagledger into next.config and package.json, in the place of the handler that is there",
  needles: ["module.exports", "export ", '"next"', ...PUBLISHED],
  files: (path) => CONFIG.test(path) || MANIFEST.test(path) || INSTRUMENTATION.test(path),
  apply: (file, context) => {
    if (CONFIG.test(file.path)) adoptConfig(file, context);
    else if (MANIFEST.test(file.path)) adoptManifest(file, context);
    else reportSeeding(file);
  },
};

const plainForm: PlainTransform = plain(adopt);
export default plainForm;
