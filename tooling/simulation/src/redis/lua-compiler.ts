import luaparse from "luaparse";
import { type LuaFunction, type LuaValue, OPERATIONS } from "./lua-values.ts";

/** A script that was compiled once and runs with other globals each time. */
export type CompiledLua = (globals: Readonly<Record<string, LuaValue>>) => LuaValue[];

/**
 * Compiles Lua 5.1, as far as scripts of Redis use it, to JavaScript.
 *
 * @throws for what it does not know.
 */
export function compileLua(source: string): CompiledLua {
  const text = Buffer.from(source.replace(/^#!.*/, ""), "utf8").toString("latin1");
  const chunk = luaparse.parse(text, { luaVersion: "5.1", encodingMode: "pseudo-latin1", comments: false });
  const body = new Compilation().block(chunk.body);
  // The text is that of our own scripts.
  // oxlint-disable-next-line typescript/no-implied-eval
  const run = new Function("$", "G", `"use strict";${body}return [];`) as (
    operations: typeof OPERATIONS,
    globals: Readonly<Record<string, LuaValue>>,
  ) => LuaValue[];
  return (globals) => run(OPERATIONS, globals);
}

const OPERATORS: Readonly<Record<string, keyof typeof OPERATIONS>> = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  "%": "modulo",
  "..": "concat",
};

class Compilation {
  /** Lua lets a name be declared twice in one block; each gets a name of its own. */
  #scopes: Map<string, string>[] = [new Map()];
  #names = 0;

  block(statements: readonly luaparse.Statement[]): string {
    this.#scopes.push(new Map());
    const text = statements.map((statement) => this.#statement(statement)).join("\n");
    this.#scopes.pop();
    return text;
  }

  #declare(name: string): string {
    const unique = `${name}$${this.#names++}`;
    this.#scopes.at(-1)?.set(name, unique);
    return unique;
  }

  #name(name: string): string {
    for (const scope of this.#scopes.toReversed()) {
      const found = scope.get(name);
      if (found !== undefined) return found;
    }
    return `G[${JSON.stringify(name)}]`;
  }

  #statement(node: luaparse.Statement): string {
    switch (node.type) {
      case "LocalStatement": {
        const values = this.#list(node.init);
        const names = node.variables.map(({ name }) => this.#declare(name));
        return `let [${names.join(", ")}] = ${values};`;
      }
      case "AssignmentStatement": {
        const values = `v$${this.#names++}`;
        const targets = node.variables.map((target, index) => this.#assign(target, `${values}[${index}]`));
        return `{ const ${values} = ${this.#list(node.init)}; ${targets.join(" ")} }`;
      }
      case "CallStatement":
        return `${this.#many(node.expression)};`;
      case "FunctionDeclaration": {
        if (node.identifier?.type !== "Identifier") throw unknown(node);
        if (!node.isLocal) throw unknown(node);
        const name = this.#declare(node.identifier.name);
        return `let ${name} = ${this.#function(node)};`;
      }
      case "IfStatement":
        return node.clauses
          .map((clause) =>
            clause.type === "ElseClause"
              ? `{ ${this.block(clause.body)} }`
              : `if ($.isTrue(${this.#one(clause.condition)})) { ${this.block(clause.body)} }`,
          )
          .join(" else ");
      case "WhileStatement":
        return `while ($.isTrue(${this.#one(node.condition)})) { ${this.block(node.body)} }`;
      case "ForNumericStatement": {
        if (node.step !== null) {
          return this.#for(node, `$.bound(${this.#one(node.step)})`);
        }
        return this.#for(node, "1");
      }
      case "ForGenericStatement": {
        const state = `s$${this.#names++}`;
        const iterators = this.#list(node.iterators);
        this.#scopes.push(new Map());
        const names = node.variables.map(({ name }) => this.#declare(name));
        const [first = ""] = names;
        const body = this.block(node.body);
        this.#scopes.pop();
        return `{ const ${state} = ${iterators}; let last = ${state}[2]; for (;;) {
          let [${names.join(", ")}] = $.call(${state}[0], [${state}[1], last]);
          if (${first} === undefined) break; last = ${first}; ${body} } }`;
      }
      case "ReturnStatement":
        return `return ${this.#list(node.arguments)};`;
      case "BreakStatement":
        return "break;";
      case "DoStatement":
        return `{ ${this.block(node.body)} }`;
      default:
        throw unknown(node);
    }
  }

  #for(node: luaparse.ForNumericStatement, step: string): string {
    const [start, end] = [this.#one(node.start), this.#one(node.end)];
    const [counter, limit, by] = [`c$${this.#names++}`, `l$${this.#names++}`, `b$${this.#names++}`];
    this.#scopes.push(new Map());
    const name = this.#declare(node.variable.name);
    const body = this.block(node.body);
    this.#scopes.pop();
    return `{ const ${limit} = $.bound(${end}), ${by} = ${step};
      for (let ${counter} = $.bound(${start}); ${by} > 0 ? ${counter} <= ${limit} : ${counter} >= ${limit}; ${counter} += ${by}) {
        let ${name} = ${counter}; ${body} } }`;
  }

  #assign(target: luaparse.Expression, value: string): string {
    switch (target.type) {
      case "Identifier":
        return `${this.#name(target.name)} = ${value};`;
      case "MemberExpression":
        return `$.assign(${this.#one(target.base)}, ${JSON.stringify(target.identifier.name)}, ${value});`;
      case "IndexExpression":
        return `$.assign(${this.#one(target.base)}, ${this.#one(target.index)}, ${value});`;
      default:
        throw unknown(target);
    }
  }

  /** Several values as one array; a call that is last gives all of its own. */
  #list(nodes: readonly luaparse.Expression[]): string {
    const last = nodes.at(-1);
    if (last === undefined) return "[]";
    const head = nodes.slice(0, -1).map((node) => this.#one(node));
    if (!isCall(last)) return `[${[...head, this.#one(last)].join(", ")}]`;
    return head.length === 0 ? this.#many(last) : `[${head.join(", ")}, ...${this.#many(last)}]`;
  }

  #many(node: luaparse.Expression): string {
    if (node.type === "CallExpression") return `$.call(${this.#one(node.base)}, ${this.#list(node.arguments)})`;
    if (node.type === "StringCallExpression") return `$.call(${this.#one(node.base)}, [${this.#one(node.argument)}])`;
    throw unknown(node);
  }

  #function({ parameters, body }: luaparse.FunctionDeclaration): string {
    this.#scopes.push(new Map());
    const names = parameters.map((parameter) => {
      if (parameter.type !== "Identifier") throw unknown(parameter);
      return this.#declare(parameter.name);
    });
    const text = `(${names.join(", ")}) => { ${this.block(body)} return []; }`;
    this.#scopes.pop();
    return text;
  }

  #one(node: luaparse.Expression): string {
    switch (node.type) {
      case "Identifier":
        return this.#name(node.name);
      case "StringLiteral":
        return JSON.stringify(node.value);
      case "NumericLiteral":
        return String(node.value);
      case "BooleanLiteral":
        return String(node.value);
      case "NilLiteral":
        return "undefined";
      case "CallExpression":
      case "StringCallExpression":
        return `${this.#many(node)}[0]`;
      case "MemberExpression":
        return `$.index(${this.#one(node.base)}, ${JSON.stringify(node.identifier.name)})`;
      case "IndexExpression":
        return `$.index(${this.#one(node.base)}, ${this.#one(node.index)})`;
      case "FunctionDeclaration":
        return `(${this.#function(node)})`;
      case "TableConstructorExpression":
        return this.#tableOf(node);
      case "UnaryExpression":
        return this.#unary(node);
      case "LogicalExpression": {
        const [left, right] = [this.#one(node.left), this.#one(node.right)];
        const condition = node.operator === "and" ? "!$.isTrue(v)" : "$.isTrue(v)";
        return `((v) => (${condition} ? v : ${right}))(${left})`;
      }
      case "BinaryExpression":
        return this.#binary(node);
      default:
        throw unknown(node);
    }
  }

  #unary({ operator, argument }: luaparse.UnaryExpression): string {
    const value = this.#one(argument);
    if (operator === "not") return `!$.isTrue(${value})`;
    if (operator === "#") return `$.length(${value})`;
    if (operator === "-") return `$.negate(${value})`;
    throw new Error(`Lua's ${operator} is not known here.`);
  }

  #binary({ operator, left, right }: luaparse.BinaryExpression): string {
    const [one, other] = [this.#one(left), this.#one(right)];
    if (operator === "==") return `(${one} === ${other})`;
    if (operator === "~=") return `(${one} !== ${other})`;
    if (operator === "<") return `$.less(${one}, ${other})`;
    if (operator === "<=") return `$.atMost(${one}, ${other})`;
    if (operator === ">") return `$.less(${other}, ${one})`;
    if (operator === ">=") return `$.atMost(${other}, ${one})`;
    const operation = OPERATORS[operator];
    if (operation === undefined) throw new Error(`Lua's ${operator} is not known here.`);
    return `$.${operation}(${one}, ${other})`;
  }

  #tableOf({ fields }: luaparse.TableConstructorExpression): string {
    let position = 0;
    const sets = fields.map((field, index) => {
      if (field.type === "TableKeyString") {
        return `t.set(${JSON.stringify(field.key.name)}, ${this.#one(field.value)});`;
      }
      if (field.type === "TableKey") return `t.set(${this.#one(field.key)}, ${this.#one(field.value)});`;
      position++;
      if (index < fields.length - 1 || !isCall(field.value)) return `t.set(${position}, ${this.#one(field.value)});`;
      return `${this.#many(field.value)}.forEach((v, i) => t.set(${position} + i, v));`;
    });
    return `((t) => { ${sets.join(" ")} return t; })($.table())`;
  }
}

function isCall(node: luaparse.Expression): boolean {
  return node.type === "CallExpression" || node.type === "StringCallExpression";
}

function unknown(node: { readonly type: string }): Error {
  return new Error(`Lua's ${node.type} is not known here.`);
}

export type { LuaFunction };
