import { parseAllDocuments } from "yaml";

interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * The documents of YAML that are resources of Kubernetes, each as a module that compiles when it is one: types notice
 * names that do not exist, which the published schemas let pass.
 */
export function resourceModules(yaml: string): string[] {
  return parseAllDocuments(yaml)
    .map((document): unknown => document.toJS())
    .filter(isResource)
    .map((resource) => {
      const type = `I${resource.kind}`;
      const literal = JSON.stringify(resource);
      return `import type { ${type} } from "kubernetes-models/${resource.apiVersion}"; export const resource: ${type} = ${literal};`;
    });
}

function isResource(value: unknown): value is Resource {
  return typeof value === "object" && value !== null && "apiVersion" in value && "kind" in value;
}
