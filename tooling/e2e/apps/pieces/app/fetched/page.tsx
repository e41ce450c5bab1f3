import { fetched } from "../../lib/parts";

export default async function Page() {
  return <p>{await fetched()}</p>;
}
