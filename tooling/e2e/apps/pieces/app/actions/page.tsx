import { expireTag, staleTag } from "./actions";

/** The forms publish the ids by which the tests call the two actions. */
export default function Page() {
  return (
    <>
      <form id="expire" action={expireTag as unknown as () => void} />
      <form id="stale" action={staleTag as unknown as () => void} />
    </>
  );
}
