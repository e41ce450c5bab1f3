import type { Metadata } from "next";
import { Migrator } from "../../../components/migrator";

export const metadata: Metadata = { title: "Migrate" };

export default function Page() {
  return (
    <>
      <h1>Bring your code over</h1>
      <p className="lead">
        Paste a file of an app: the codemod shows what it would change, and what it leaves to you and why. The text
        stays on this machine and is not kept.
      </p>
      <Migrator />
    </>
  );
}
