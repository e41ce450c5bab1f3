import { createInterface } from "node:readline/promises";
import { RECIPES } from "../recipes.ts";
import { TRANSFORMS } from "../transforms.ts";

/** Asks which transform to run. @returns `undefined` when the answer is none of them. */
export async function choose(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<string | undefined> {
  const choices = [...RECIPES, ...TRANSFORMS];
  const lines = choices.map(({ name, summary }, index) => `  ${index + 1}  ${name.padEnd(16)}  ${summary}`);
  output.write(`What should be done?\n\n${lines.join("\n")}\n\n`);
  const terminal = createInterface({ input, output });
  try {
    const answer = (await terminal.question("A number or a name [1]: ")).trim() || "1";
    return (choices[Number(answer) - 1] ?? choices.find(({ name }) => name === answer))?.name;
  } finally {
    terminal.close();
  }
}
