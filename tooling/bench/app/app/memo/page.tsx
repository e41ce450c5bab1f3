import { unstable_cache } from "next/cache";
import { Hole } from "../../lib/hole";
import { readOrigin } from "../../lib/read";

const readMemo = unstable_cache(() => readOrigin("memo"), ["memo"], { tags: ["memo"], revalidate: 36_000 });

export default function Page() {
  return <Hole render={async () => <p>{await readMemo()}</p>} />;
}
