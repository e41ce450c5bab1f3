"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";

const views = [
  { path: "/", title: "Fleet" },
  { path: "/compare", title: "Compare" },
  { path: "/timeline", title: "Timeline" },
  { path: "/faults", title: "Faults" },
  { path: "/load", title: "Load" },
  { path: "/migrate", title: "Migrate" },
] as const;

export function ViewLinks() {
  const here = usePathname();
  return (
    <nav className="views" aria-label="Views">
      {views.map(({ path, title }) => (
        <Link key={path} href={path} prefetch={false} aria-current={here === path ? "page" : undefined}>
          {title}
        </Link>
      ))}
    </nav>
  );
}
