import { Hole } from "../../lib/hole";
import { read } from "../../lib/read";

const TOPICS = Array.from({ length: 10 }, (_, index) => `ten-${index}`);

export default function Page() {
  return (
    <Hole
      render={async () => (await Promise.all(TOPICS.map(read))).map((text, at) => <p key={TOPICS[at]}>{text}</p>)}
    />
  );
}
