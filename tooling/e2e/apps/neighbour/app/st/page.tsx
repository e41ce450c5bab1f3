import { Part } from "../../lib/parts";

export default function Page() {
  return <Part id="st" />;
}
