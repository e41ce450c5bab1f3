import { expect, test } from "vitest";
import { surfaces } from "../lib/surfaces";
import { read, showLogsOnFailure, usePair } from "./pair";

const pair = usePair();

// A page with a hole is put together for each request and carries no header of the cache.
const prerendered = [
  { name: "static", cache: "HIT" },
  { name: "shell", cache: null },
  { name: "listed", cache: "HIT" },
  { name: "cached", cache: "HIT" },
  { name: "legacy", cache: "HIT" },
];

test.each(prerendered)("$name: the first request is answered from the build", async ({ name, cache }) => {
  const { fleet, a, b } = pair;
  showLogsOnFailure(fleet);
  const surface = surfaces.find((candidate) => candidate.name === name);
  if (surface === undefined) throw new Error(`no surface ${name}`);
  expect(await read(surface, b)).toMatchObject({ madeBy: "build", cache });
  expect(await read(surface, a)).toMatchObject({ madeBy: "build", cache });
});
