import { readFileSync } from "node:fs";
import { parseSync, type TSInterfaceDeclaration, type TSSignature } from "oxc-parser";
import { expect, test } from "vitest";
import { EVENT_NAMES } from "../channels.ts";
import { INSTRUMENTS } from "./instruments.ts";

const page = readFileSync(new URL("../../../../docs/telemetry.md", import.meta.url), "utf8");

/** @returns the members of an interface, by name. */
function membersOf(file: string, name: string): Map<string, TSSignature> {
  const path = new URL(`../${file}`, import.meta.url);
  const { body } = parseSync(file, readFileSync(path, "utf8")).program;
  const declarations = body.map((node) => (node.type === "ExportNamedDeclaration" ? node.declaration : node));
  const found = declarations.find(
    (node): node is TSInterfaceDeclaration => node?.type === "TSInterfaceDeclaration" && node.id.name === name,
  );
  return byName(found?.body.body ?? []);
}

function byName(members: readonly TSSignature[]): Map<string, TSSignature> {
  return new Map(
    members.flatMap((member) => {
      if (member.type !== "TSPropertySignature") return [];
      const { key, optional } = member;
      const name = key.type === "Identifier" ? key.name : key.type === "Literal" ? String(key.value) : "";
      return [[optional ? `${name}?` : name, member]];
    }),
  );
}

/** @returns the first cells of the table below a heading, without their backticks, and the row of each. */
function tableBelow(heading: string): Map<string, string> {
  const [, section = ""] = page.split(`\n${heading}\n`);
  const rows = section.split(/\n#+ /)[0]?.matchAll(/^\| `([^`]+)`.*$/gm) ?? [];
  return new Map([...rows].map(([row, name = ""]) => [name, row.replaceAll(/ +/g, " ")]));
}

const events = membersOf("channels.ts", "Events");

test("the page has every event and no other one", () => {
  const headings = [...page.matchAll(/^### `(tagledger:\w+)`$/gm)].map(([, name]) => name);
  expect(headings).toEqual([...EVENT_NAMES, "tagledger:operation"]);
  expect([...events.keys()]).toEqual([...EVENT_NAMES]);
});

test.each(EVENT_NAMES)("the page has every field of %s, and no other one", (name) => {
  const member = events.get(name);
  const type = member?.type === "TSPropertySignature" ? member.typeAnnotation?.typeAnnotation : undefined;
  const fields = type?.type === "TSTypeLiteral" ? [...byName(type.members).keys()] : [];
  expect(fields.length).toBeGreaterThan(0);
  expect([...tableBelow(`### \`${name}\``).keys()]).toEqual(fields);
});

test("the page has every field of an operation, and no other one", () => {
  const fields = [...membersOf("operations.ts", "Operation").keys()];
  expect(fields.length).toBeGreaterThan(0);
  expect([...tableBelow("### `tagledger:operation`").keys()]).toEqual(fields);
});

test("the page has every instrument with its type, unit and attributes, and no other one", () => {
  const rows = Object.entries(INSTRUMENTS).map(([name, { type, unit, attributes }]) => {
    const listed = attributes.map((attribute) => `\`${attribute}\``).join(", ");
    return [name, `| \`${name}\` | ${type} | \`${unit}\` | ${listed}${listed === "" ? "" : " "}|`];
  });
  expect([...tableBelow("### Metrics")]).toEqual(rows);
});
