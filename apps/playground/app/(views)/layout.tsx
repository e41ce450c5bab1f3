import { Suspense, type ReactNode } from "react";
import { ConnectionState } from "../../components/connection-state";
import { ViewLinks } from "../../components/view-links";

export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="top">
        <p className="brand">
          <strong>tagledger</strong> playground
        </p>
        <Suspense fallback={<nav className="views" aria-label="Views" />}>
          <ViewLinks />
        </Suspense>
        <ConnectionState />
      </header>
      <main id="content" className="wide" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
