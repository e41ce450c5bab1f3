import { slow } from "../../lib/parts";

export default async function Page() {
  return <p>{await slow()}</p>;
}
