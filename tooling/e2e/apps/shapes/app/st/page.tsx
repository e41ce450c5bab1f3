import { Parts } from "../../lib/parts";

export default function Page() {
  return <Parts id="st" />;
}
