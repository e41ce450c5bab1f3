import type { GetStaticProps } from "next";
import { StampCard } from "../components/stamp-card";
import { makeStamp } from "../lib/make-stamp";
import type { Stamp } from "../lib/stamp";

interface Props {
  readonly stamp: Stamp;
}

export const getStaticProps: GetStaticProps<Props> = async () => ({
  props: { stamp: await makeStamp("legacy") },
  revalidate: 3600,
});

export default function Legacy({ stamp }: Props) {
  return (
    <main>
      <h1>Pages Router, getStaticProps</h1>
      <StampCard stamp={stamp} />
    </main>
  );
}
