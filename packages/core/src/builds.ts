import { type Build, readBuild } from "./build.ts";
import { type BuildPosition, readBuildPosition, writeBuildPosition } from "./build-position.ts";
import { publish } from "./channels.ts";
import type { Files } from "./files.ts";
import { entryKey } from "./key.ts";
import type { Runtime } from "./runtime.ts";

export interface BuildsOptions {
  readonly files: Files;
  readonly application: string;
  /** Whether the position of a build is of use. */
  readonly withPosition: boolean;
  readonly building: boolean;
}

/** What one process knows of the builds that it serves or makes. */
export interface Builds {
  /** @throws what reading it threw; it is read again then. */
  of(serverDistDir: string): Promise<KnownBuild>;
  /** Notes that what is prerendered from now on is as old as the first position of this process, or younger. */
  note(serverDistDir: string): void;
}

export interface KnownBuild {
  /** `undefined` while there is none, as during `next build` and `next dev`. */
  readonly build: Build | undefined;
  /** `undefined` when it is not known how old the output of the build is. */
  readonly position: BuildPosition | undefined;
}

export function createBuilds(runtime: Runtime, options: BuildsOptions): Builds {
  const { files, application, withPosition, building } = options;
  const known = new Map<string, Promise<KnownBuild>>();
  const noted = new Set<string>();

  async function read(serverDistDir: string): Promise<KnownBuild> {
    const build = await readBuild(files, serverDistDir);
    const position = withPosition ? await readBuildPosition(files, serverDistDir) : undefined;
    if (build !== undefined && !building) {
      await runtime.claim(entryKey({ space: "b", within: application }, build.id), build.identity);
    }
    return { build, position };
  }

  return {
    of(serverDistDir) {
      const reading = known.get(serverDistDir);
      if (reading !== undefined) return reading;
      const begun = read(serverDistDir);
      // What could not be read is not what the build is.
      begun.catch(() => known.delete(serverDistDir));
      known.set(serverDistDir, begun);
      return begun;
    },
    note(serverDistDir) {
      const { epoch, observations } = runtime.replica;
      const first = observations.first();
      if (epoch === undefined || first === undefined || noted.has(serverDistDir)) return;
      noted.add(serverDistDir);
      writeBuildPosition(files, serverDistDir, { epoch, seq: first.seq }, process.pid).catch((cause: unknown) => {
        const message = "The folder of the build cannot be written to.";
        publish("tagledger:problem", () => ({ code: "TL-BUILD-POSITION", message, cause }));
      });
    },
  };
}
