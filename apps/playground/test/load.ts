export interface LoadReport {
  readonly answers: number;
  readonly failures: readonly string[];
}

/** Asks for one address over and over, from several clients at once, until told to stop. */
export function startLoad(url: string, clients: number): { stop(): Promise<LoadReport> } {
  const stopped = new AbortController();
  let answers = 0;
  const failures: string[] = [];
  const client = async () => {
    while (!stopped.signal.aborted) {
      try {
        const response = await fetch(url);
        const body = await response.text();
        if (response.ok) answers += 1;
        else failures.push(`${response.status} ${body.slice(0, 100)}`);
      } catch (error) {
        failures.push(String(error));
      }
    }
  };
  const finished = Promise.all(Array.from({ length: clients }, client));
  return {
    async stop() {
      stopped.abort();
      await finished;
      return { answers, failures };
    },
  };
}
