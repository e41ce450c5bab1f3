import { useEffect, useState } from "react";

/** One surface of one instance, as `/api/surfaces` tells it. */
export interface Answer {
  readonly name: string;
  readonly current: number;
  readonly version: number;
  readonly madeBy: string;
  readonly madeAt: string | null;
  readonly cache: string | null;
  readonly error?: string;
}

interface Report {
  readonly instances: readonly string[];
  readonly surfaces: readonly Answer[];
}

const everyMs = 1_500;

/** Asks every instance, through the proxy, again and again. */
export function useReadings(paused: boolean) {
  const [instances, setInstances] = useState<readonly string[]>([]);
  const [readings, setReadings] = useState<Record<string, Record<string, Answer>>>({});
  const [problems, setProblems] = useState<Record<string, string | undefined>>({});

  useEffect(() => {
    if (paused) return undefined;
    const stop = new AbortController();
    const ask = async (instance: string | undefined): Promise<readonly string[]> => {
      const report = await readReport(instance, stop.signal);
      setInstances(report.instances);
      if (instance !== undefined) {
        setReadings((all) => ({
          ...all,
          [instance]: Object.fromEntries(report.surfaces.map((one) => [one.name, one])),
        }));
        setProblems((all) => ({ ...all, [instance]: undefined }));
      }
      return report.instances;
    };
    const follow = async (instance: string) => {
      while (!stop.signal.aborted) {
        await ask(instance).catch((error: unknown) => setProblems((all) => ({ ...all, [instance]: String(error) })));
        await new Promise((resolve) => setTimeout(resolve, everyMs));
      }
    };
    // Whoever answers first knows the names of all.
    ask(undefined)
      .then((names) => Promise.all(names.map(follow)))
      .catch((error: unknown) => setProblems({ "": String(error) }));
    return () => stop.abort();
  }, [paused]);

  return { instances, readings, problems };
}

async function readReport(instance: string | undefined, signal: AbortSignal): Promise<Report> {
  const path = instance === undefined ? "/api/surfaces?only=none" : "/api/surfaces";
  const response = await fetch(path, {
    cache: "no-store",
    signal: AbortSignal.any([signal, AbortSignal.timeout(8_000)]),
    headers: instance === undefined ? {} : { "x-fleet-instance": instance },
  });
  if (!response.ok) throw new Error((await response.text()).slice(0, 120));
  return (await response.json()) as Report;
}
