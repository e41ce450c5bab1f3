import { expect, test } from "vitest";
import { topicsOf } from "../src/topics.mjs";

const surfaces = [
  { name: "hole", path: "/hole", tagged: true },
  { name: "static", path: "/static", tagged: true },
  { name: "legacy", path: "/legacy", tagged: false },
];

test.each([
  { tags: ["topic:hole"], topics: ["hole"] },
  { tags: ["_N_T_/static"], topics: ["static"] },
  { tags: ["_N_T_/legacy"], topics: ["legacy"] },
  { tags: ["topic:all"], topics: ["hole", "static"] },
  { tags: ["else"], topics: [] },
])("$tags concerns $topics", ({ tags, topics }) => {
  expect(topicsOf(tags, surfaces)).toEqual(topics);
});
