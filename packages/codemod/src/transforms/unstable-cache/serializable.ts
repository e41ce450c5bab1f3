import type { Node } from "../../scope.ts";

/** Names of types that neither arguments, captured values nor results of a cached function can have. */
const OPAQUE =
  /^(?:Next)?(?:Request|Response)$|^(?:Headers|URL|URLSearchParams|RegExp|Error|Function|WeakMap|WeakSet|AbortSignal|ReadableStream|Readonly(?:Headers|RequestCookies)|Payload(?:Request)?|BasePayload)$|(?:Client|Connection|Transaction|Database|Repository|Service|Context)$|^(?:Db|DB|Prisma|Tx|Knex)$/;

const PRIMITIVE = /^TS(?:String|Number|Boolean|BigInt|Null|Undefined|Void|Literal)(?:Keyword|Type)$|^TSLiteralType$/;

/** What a type annotation says: `plain` can be serialised, `opaque` cannot, `unknown` may or may not. */
export function kindOfType(annotation: unknown): "plain" | "opaque" | "unknown" {
  const type = annotated(annotation);
  if (type === undefined) return "unknown";
  if (PRIMITIVE.test(type.type)) return "plain";
  if (type.type === "TSFunctionType" || type.type === "TSConstructorType") return "opaque";
  if (type.type === "TSArrayType") return kindOfType(type["elementType"]);
  if (type.type === "TSUnionType") {
    const kinds = new Set((type["types"] as Node[]).map(kindOfType));
    if (kinds.has("opaque")) return "opaque";
    return kinds.has("unknown") ? "unknown" : "plain";
  }
  if (type.type === "TSTypeReference") {
    const { name = "" } = (type["typeName"] ?? {}) as { name?: string };
    if (name === "Date") return "plain";
    if (name === "Promise" || name === "Array" || name === "ReadonlyArray") {
      const { params = [] } = (type["typeParameters"] ?? {}) as { params?: Node[] };
      return kindOfType(params[0]);
    }
    if (OPAQUE.test(name)) return "opaque";
  }
  return "unknown";
}

/** The type in `: T`, or the type itself. */
export function annotated(node: unknown): Node | undefined {
  if (node === null || node === undefined) return undefined;
  const { type, typeAnnotation } = node as Node & { typeAnnotation?: Node };
  return type === "TSTypeAnnotation" ? annotated(typeAnnotation) : (node as Node);
}

/** Classes whose instances React serialises. */
export const SERIALIZABLE_CLASS: RegExp = /^(?:Date|Map|Set|FormData|Blob|ArrayBuffer|DataView|\w*Array)$/;
