"use client";

import { useActionState } from "react";
import { migrateAction } from "../app/(views)/migrate/action";
import { longestText, sample, samplePath } from "../lib/migration";
import { DiffView } from "./diff-view";
import { FindingList } from "./finding-list";
import "./migrator.css";

export function Migrator() {
  const [migration, submit, isPending] = useActionState(migrateAction, undefined);
  return (
    <div className="migrator">
      <form action={submit} className="panel stack" aria-label="File to migrate" aria-busy={isPending}>
        <label className="field">
          <span>Path in the app</span>
          <input name="path" defaultValue={migration?.path ?? samplePath} maxLength={200} required spellCheck={false} />
        </label>
        <label className="field grow">
          <span>File</span>
          <textarea
            name="text"
            defaultValue={migration?.text ?? sample}
            maxLength={longestText}
            required
            spellCheck={false}
            autoCapitalize="off"
          />
        </label>
        <div className="row">
          <button className="primary" disabled={isPending}>
            {isPending ? "Migrating" : "Migrate"}
          </button>
        </div>
      </form>
      <section className="panel stack result" aria-label="Result" aria-live="polite">
        {migration === undefined && <p className="quiet">The difference and the report appear here.</p>}
        {migration?.problem !== undefined && <p className="problem">{migration.problem}</p>}
        {migration !== undefined && migration.problem === undefined && (
          <>
            <DiffView lines={migration.diff} />
            <FindingList findings={migration.findings} />
          </>
        )}
      </section>
    </div>
  );
}
