/** The parsers jscodeshift uses for TypeScript, without and with JSX; it has no types for them. */
declare module "jscodeshift/parser/*" {
  const createParser: () => { readonly parse: (text: string) => import("jscodeshift").ASTNode };
  export default createParser;
}
