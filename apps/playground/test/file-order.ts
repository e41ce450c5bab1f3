import { BaseSequencer, type TestSpecification } from "vitest/node";

/** A seed can be seen only while nobody has asked for its page since the build. */
export class FirstRequestsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((left, right) => rank(left).localeCompare(rank(right)));
  }
}

function rank({ moduleId }: TestSpecification): string {
  return moduleId.includes("/first-request") ? `0${moduleId}` : `1${moduleId}`;
}
