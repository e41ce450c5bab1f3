import { Suspense, type ReactNode } from "react";
import { ConnectionState } from "../../components/connection-state";
import { ViewLinks } from "../../components/view-links";

const withoutScripts = `
div[hidden][id^="S:"] { display: block; max-width: 98rem; margin: 0 auto; padding: 0 1.25rem 1rem }
main ~ div[hidden] .board, main ~ div[hidden] .targets { margin-top: 0 }
[aria-busy="true"] { display: none }
`;

export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <>
      {/* Without scripts what is streamed stays where React parks it, hidden, until a script moves it. */}
      <noscript>
        <style>{withoutScripts}</style>
      </noscript>
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
