import { plain, type PlainTransform } from "../../plain.ts";
import type { Transform } from "../../transform.ts";
import { adjustAssertions } from "./assertions.ts";
import { completeMock } from "./complete.ts";
import { factoriesOf } from "./factories.ts";

const TEST =
  /(?:^|\/)(?:__tests__|__mocks__|tests?|specs?)\/|\.(?:test|spec)\.\w+$|(?:^|\/)(?:vitest|jest)[\w.-]*\.\w+$|[.-]?setup[\w-]*\.\w+$/i;

export const testMocks: Transform = {
  name: "test-mocks",
  summary: "mocks of next/cache and what tests expect of them follow the migrated code",
  needles: ["next/cache"],
  files: (path) => TEST.test(path) && /\.[cm]?[jt]sx?$/.test(path),
  apply: (file, context) => {
    for (const factory of factoriesOf(file.root)) completeMock(factory, file);
    adjustAssertions(file, context);
  },
};

const plainForm: PlainTransform = plain(testMocks);
export default plainForm;
