import { join } from "node:path";
import { classic, defaultShapes } from "@tagledger/e2e/variants";
import type { Variant } from "@tagledger/e2e/built";

const directory = process.env["NEXT_MATRIX_APPS"] ?? "";

/** The version under test. */
export const next: string = process.env["NEXT_VERSION"] ?? "";

const [major = 0, minor = 0] = next.split(".").map(Number);

export const isFrom = (wantedMinor: number): boolean => major > 16 || (major === 16 && minor >= wantedMinor);

const installed = (variant: Variant): Variant => ({ ...variant, app: join(directory, variant.app) });

export const shapes: Variant = installed(defaultShapes);

export const classicApp: Variant = installed(classic);
