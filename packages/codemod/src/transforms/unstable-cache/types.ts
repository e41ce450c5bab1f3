import type { ASTPath } from "jscodeshift";
import { bound, type Node } from "../../scope.ts";
import { nodeOf, parentOf } from "./names.ts";

/** A type or an interface that the file of `near` declares at its top. */
export function typeNamed(name: string, near: ASTPath): Node | undefined {
  let program = near;
  for (let at: ASTPath | undefined = near; at !== undefined; at = parentOf(at)) {
    if (at.node.type === "Program") program = at;
  }
  const statements = (nodeOf(program)["body"] ?? []) as Node[];
  return statements
    .map((statement) => (statement["declaration"] ?? statement) as Node)
    .find(
      ({ type, id }) =>
        /^TS(?:TypeAlias|Interface)Declaration$/.test(type) && (id as { name?: string } | undefined)?.name === name,
    );
}

/** The members of a type literal, an interface, or an intersection with one. */
export function membersOf(type: Node, near: ASTPath, depth = 0): readonly Node[] {
  if (depth > 6) return [];
  switch (type.type) {
    case "TSTypeLiteral":
      return type["members"] as Node[];
    case "TSInterfaceDeclaration":
      return (type["body"] as { body: Node[] }).body;
    case "TSTypeAliasDeclaration":
      return membersOf(type["typeAnnotation"] as Node, near, depth + 1);
    case "TSIntersectionType":
      return (type["types"] as Node[]).flatMap((each) => membersOf(each, near, depth + 1));
    case "TSTypeReference": {
      const { name = "" } = (type["typeName"] ?? {}) as { name?: string };
      const declared = typeNamed(name, near);
      return declared === undefined ? [] : membersOf(declared, near, depth + 1);
    }
    default:
      return [];
  }
}

export function memberNamed(name: string, type: Node, near: ASTPath): Node | undefined {
  return membersOf(type, near).find((member) => (member["key"] as { name?: string } | undefined)?.name === name);
}

/** The type that `name` gets in a pattern with an annotation, `{ load }: { load: () => void }`, one level deep. */
export function typeInPattern(name: string, pattern: Node, near: ASTPath): Node | undefined {
  const { typeAnnotation } = (pattern["typeAnnotation"] ?? {}) as { typeAnnotation?: Node };
  if (pattern.type !== "ObjectPattern" || typeAnnotation === undefined) return undefined;
  const property = (pattern["properties"] as Node[]).find((each) =>
    [...bound((each["value"] ?? each["argument"]) as Node)].includes(name),
  );
  const key = (property?.["key"] as { name?: string } | undefined)?.name;
  return key === undefined ? undefined : memberNamed(key, typeAnnotation, near);
}
