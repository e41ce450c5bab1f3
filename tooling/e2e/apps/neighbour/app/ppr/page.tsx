import { PartInHole } from "../../lib/parts";

export default function Page() {
  return <PartInHole id="ppr" />;
}
