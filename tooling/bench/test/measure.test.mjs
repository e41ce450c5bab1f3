import { spawn } from "node:child_process";
import { afterEach, expect, test } from "vitest";
import { measure } from "../http/measure.mjs";

const effort = { rounds: 2, seconds: 1, warmUpSeconds: 1, connections: 1, pinned: false };
const pages = ["/one", "/other"].map((path) => ({ path, title: path, topics: [path], targets: {} }));

/** @type {import("node:child_process").ChildProcess[]} */
const children = [];
afterEach(() => children.splice(0).forEach((child) => child.kill("SIGKILL")));

/**
 * A server that fails at one page, and a process for it.
 *
 * @param {string} program
 */
function failing(program) {
  const child = spawn(process.execPath, ["--eval", program]);
  children.push(child);
  const asked = /** @type {string[]} */ ([]);
  let stops = 0;
  const server = /** @type {import("../http/server.mjs").Server} */ (
    /** @type {unknown} */ ({
      name: "failing",
      subject: { name: "failing", tags: 0, redis: undefined },
      url: "http://127.0.0.1:1",
      pid: child.pid,
      invalidate: async () => {},
      show: async (/** @type {string} */ path) => {
        asked.push(path);
        throw new Error(`cannot show ${path}\nwhat it printed`);
      },
      stop: async () => void stops++,
    })
  );
  return { server, asked, stops: () => stops };
}

/**
 * @param {ReturnType<typeof failing>} one
 * @param {number} patienceMs
 */
const run = ({ server }, patienceMs) =>
  measure({
    servers: [server],
    pages,
    source: /** @type {never} */ ({ publish: () => 1 }),
    effort: { ...effort, patienceMs },
    say() {},
  });

test("a server that fails at a page is asked for the others", async () => {
  const one = failing("setInterval(() => {}, 1000)");
  const cells = await run(one, 20_000);
  expect(cells.map(({ error }) => error)).toEqual(["cannot show /one", "cannot show /other"]);
  expect(one.asked).toEqual(["/one", "/other"]);
  expect(one.stops()).toBe(0);
});

test("a server that stays busy after it failed is stopped, and all its cells say so", async () => {
  const one = failing("for (;;);");
  const cells = await run(one, 1200);
  expect(cells.map(({ error }) => error)).toEqual([
    "cannot show /one",
    "stopped, since it stayed busy after an error: cannot show /one",
  ]);
  expect(one.asked).toEqual(["/one"]);
  expect(one.stops()).toBe(1);
});
