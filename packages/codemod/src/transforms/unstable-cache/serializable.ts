import type { ASTPath } from "jscodeshift";
import type { Node } from "../../scope.ts";
import { membersOf, typeNamed } from "./types.ts";

/** Names of types that neither arguments, captured values nor results of a cached function can have. */
const OPAQUE =
  /^(?:Next)?(?:Request|Response)$|^(?:Headers|URL|URLSearchParams|RegExp|Error|Function|WeakMap|WeakSet|AbortSignal|ReadableStream|Readonly(?:Headers|RequestCookies)|Payload(?:Request)?|BasePayload)$|(?:Client|Connection|Transaction|Database|Repository|Service|Context)$|^(?:Db|DB|Prisma|Tx|Knex)$/;

const PRIMITIVE = /^TS(?:String|Number|Boolean|BigInt|Null|Undefined|Void|Literal)(?:Keyword|Type)$|^TSLiteralType$/;

type Kind = "plain" | "opaque" | "unknown";

/**
 * What a type annotation says: `plain` can be serialised, `opaque` cannot, `unknown` may or may not.
 *
 * @param near where it is, to look up the names that its file declares.
 */
export function kindOfType(annotation: unknown, near: ASTPath, depth = 0): Kind {
  const type = annotated(annotation);
  if (type === undefined || depth > 6) return "unknown";
  const kindOf = (inner: unknown): Kind => kindOfType(inner, near, depth + 1);
  if (PRIMITIVE.test(type.type)) return "plain";
  if (/^TS(?:Function|Constructor)Type$|^TSMethodSignature$/.test(type.type)) return "opaque";
  if (type.type === "TSPropertySignature") return kindOf(type["typeAnnotation"]);
  if (/^TS(?:Parenthesized|Optional)Type$|^TSTypeOperator$/.test(type.type)) return kindOf(type["typeAnnotation"]);
  if (type.type === "TSArrayType") return kindOf(type["elementType"]);
  if (type.type === "TSUnionType") {
    const kinds = new Set((type["types"] as Node[]).map(kindOf));
    if (kinds.has("opaque")) return "opaque";
    return kinds.has("unknown") ? "unknown" : "plain";
  }
  if (type.type === "TSTypeReference") {
    const { name = "" } = (type["typeName"] ?? {}) as { name?: string };
    if (name === "Date") return "plain";
    if (/^(?:Promise|Array|ReadonlyArray|Readonly|Partial|Required)$/.test(name)) {
      const { params = [] } = (type["typeParameters"] ?? {}) as { params?: Node[] };
      return kindOf(params[0]);
    }
    const declared = typeNamed(name, near);
    if (declared?.type === "TSTypeAliasDeclaration") return kindOf(declared["typeAnnotation"]);
    if (OPAQUE.test(name)) return "opaque";
  }
  // That every member is plain is not all there is to know: of an object only what is used had been captured.
  return membersOf(type, near).some((member) => kindOf(member) === "opaque") ? "opaque" : "unknown";
}

/** The type in `: T`, or the type itself. */
export function annotated(node: unknown): Node | undefined {
  if (node === null || node === undefined) return undefined;
  const { type, typeAnnotation } = node as Node & { typeAnnotation?: Node };
  return type === "TSTypeAnnotation" ? annotated(typeAnnotation) : (node as Node);
}

/** Classes whose instances React serialises. */
export const SERIALIZABLE_CLASS: RegExp = /^(?:Date|Map|Set|FormData|Blob|ArrayBuffer|DataView|\w*Array)$/;
