import { RECIPES } from "../recipes.ts";
import { TRANSFORMS } from "../transforms.ts";

const width = 20;

export function helpText(): string {
  const rows = [...RECIPES, ...TRANSFORMS].map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`);
  return `Brings Next.js apps to the cache APIs of Next.js 16.

  npx @tagledger/codemod [transform] [path…]

Without a transform you choose one; where nobody can be asked, those run that preserve what the app does.
Without a path it is the current directory.

${rows.join("\n")}

What it does
  --mode <mode>       preserve (default): as it behaved before; recommended: as Next.js recommends
  --directive <text>  "use cache" (default) or "use cache: remote"
  --no-update-tag     { expire: 0 } also in Server Actions
  --enable-cache-components   turn cacheComponents on, and list what will then be an error
  --store <name>      where adopt keeps the ledger: filesystem (default) or redis
  --next <major>      take the apps for this version of Next.js
  --no-mark           no TODO comments where a person has to decide

Where
  --include <glob>    only these files, relative to the path; may be repeated
  --exclude <glob>    not these files; may be repeated
  -f, --force         although git has uncommitted changes there

What you see
  -d, --dry           write nothing
  --diff              print what changes
  -p, --print         print the files that change, as they are then
  --report <file>     write everything that was found as JSON
  --check             write nothing; the exit code is 2 when there is something to change or to decide

The exit code is 1 when a path matched nothing, a file could not be read, parsed or written, or the command is wrong.`;
}
