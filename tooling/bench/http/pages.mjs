/**
 * @typedef {object} Page
 * @property {string} path
 * @property {string} title
 * @property {readonly string[]} topics that it reads; each is a tag as well
 * @property {Readonly<Record<string, number>>} targets the least share of the built-in cache's requests per second, by subject
 */

const DYNAMIC = { filesystem: 0.97, "redis strong": 0.95, "redis bounded": 0.98 };
const WHOLE = { filesystem: 0.95, "redis strong": 0.9, "redis bounded": 0.97 };

/** @type {readonly Page[]} */
export const pages = [
  { path: "/one", title: "dynamic page, 1 cached function", topics: ["one"], targets: DYNAMIC },
  {
    path: "/ten",
    title: "dynamic page, 10 cached functions",
    topics: Array.from({ length: 10 }, (_, index) => `ten-${index}`),
    targets: DYNAMIC,
  },
  { path: "/big", title: "dynamic page, one entry of 300 kB", topics: ["big"], targets: {} },
  { path: "/static", title: "prerendered page, HIT", topics: ["static"], targets: WHOLE },
  { path: "/api/one", title: "GET route handler, 1 cached function", topics: ["api"], targets: WHOLE },
  { path: "/memo", title: "dynamic page, `unstable_cache`", topics: ["memo"], targets: {} },
];
