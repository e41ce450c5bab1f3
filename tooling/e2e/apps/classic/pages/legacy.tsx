import type { GetStaticProps } from "next";

export const getStaticProps: GetStaticProps<{ marker: string }> = async () => {
  const query = new URLSearchParams({ part: "inv", key: "legacy" });
  const response = await fetch(`${process.env["E2E_SOURCE"]}/read?${query}`);
  const { version } = (await response.json()) as { version: number };
  return { props: { marker: `~inv|v=${version}|n=1|at=${process.env["E2E_INSTANCE"]}~` }, revalidate: 1 };
};

export default function Page({ marker }: { marker: string }) {
  return <p>{marker}</p>;
}
