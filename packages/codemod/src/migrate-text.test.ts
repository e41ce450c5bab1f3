import { expect, test } from "vitest";
import { migrateText } from "./migrate-text.ts";

const around = { "package.json": '{"dependencies":{"next":"16.4.6"}}' };

test("a text is migrated as the file at that path would be", () => {
  const text =
    'import { revalidateTag } from "next/cache";\n\nexport async function POST() {\n  revalidateTag("a");\n}\n';
  const result = migrateText({ path: "app/api/route.ts", text, transform: "next-16-cache", around });
  expect(result?.after).toContain('revalidateTag("a", { expire: 0 })');
  expect(result?.findings.map(({ kind }) => kind)).toContain("changed");
});

test("a text that does not parse stays as it is, with the reason", () => {
  const text = 'import { revalidateTag } from "next/cache";\nrevalidateTag(';
  const result = migrateText({ path: "app/page.tsx", text, transform: "revalidate-tag", around });
  expect(result?.after).toBe(text);
  expect(result?.failure).toMatch(/does not parse/);
});

test("there is no result of a transform that does not exist", () => {
  expect(migrateText({ path: "a.ts", text: "", transform: "nothing" })).toBeUndefined();
});
