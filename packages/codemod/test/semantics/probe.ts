/** What a cached function of the app answers, and how often it has run. */
export interface Answer {
  readonly run?: number;
  readonly [field: string]: unknown;
}

export interface Probe {
  readonly ask: (site: string, argument?: string) => Promise<Answer>;
  readonly invalidate: (tag: string) => Promise<void>;
  /** `revalidateTag(tag, "max")`. */
  readonly invalidateLater: (tag: string) => Promise<void>;
  /** The number on the page, as a browser without JavaScript gets it. */
  readonly stock: () => Promise<number>;
  /** Submits the form of the page. @returns the number on the page that answers. */
  readonly buy: () => Promise<number>;
}

export function probe(url: string): Probe {
  const post = async (path: string): Promise<void> => {
    const { status } = await fetch(`${url}${path}`, { method: "POST" });
    if (status !== 204) throw new Error(`${path} answered ${status}`);
  };
  const page = async (init?: RequestInit): Promise<string> => (await fetch(`${url}/`, init)).text();
  return {
    ask: async (site, argument = "") => {
      const response = await fetch(`${url}/probe?site=${site}&argument=${argument}`);
      return (await response.json()) as Answer;
    },
    invalidate: async (tag) => post(`/invalidate?tag=${tag}`),
    invalidateLater: async (tag) => post(`/invalidate-later?tag=${tag}`),
    stock: async () => stockOf(await page()),
    buy: async () => {
      const [action] = /\$ACTION_ID_[a-f0-9]+/.exec(await page()) ?? [];
      if (action === undefined) throw new Error("the page has no form");
      const body = new FormData();
      body.set(action, "");
      return stockOf(await page({ method: "POST", body }));
    },
  };
}

function stockOf(html: string): number {
  const [, count] = /id="stock">stock (\d+)/.exec(html) ?? [];
  if (count === undefined) throw new Error(`no stock on the page:\n${html}`);
  return Number(count);
}
