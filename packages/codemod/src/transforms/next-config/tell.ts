import type { SourceFile } from "../../source-file.ts";

export function changed(file: SourceFile, offset: number, message: string): void {
  file.report({ kind: "changed", reason: "config", offset, message });
}

export function leave(file: SourceFile, offset: number, reason: string, message: string, suggestion: string): void {
  file.report({ kind: "left", reason, offset, message, suggestion });
}
