import { Hole } from "../../lib/hole";
import { read } from "../../lib/read";

export default function Page() {
  return <Hole render={async () => <p>{await read("one")}</p>} />;
}
