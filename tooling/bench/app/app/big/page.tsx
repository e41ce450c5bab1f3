import { cacheLife, cacheTag } from "next/cache";
import { Hole } from "../../lib/hole";
import { LIFE, readOrigin } from "../../lib/read";

/** As many rows as make about 300 kB. */
const ROWS = 3000;

async function readRows() {
  "use cache";
  cacheTag("big");
  cacheLife(LIFE);
  const version = await readOrigin("big");
  return {
    version,
    rows: Array.from({ length: ROWS }, (_, id) => ({ id, name: `Product ${id}`, text: "lorem ipsum ".repeat(5) })),
  };
}

/** The page is small: what is measured is the entry, not the rendering of it. */
export default function Page() {
  return <Hole render={renderSummary} />;
}

async function renderSummary() {
  const { version, rows } = await readRows();
  return (
    <p>
      {version} {rows.length}
    </p>
  );
}
