import type { Expression, Statement } from "./syntax.ts";
import type { PyFunction } from "./values.ts";
import { walk } from "./walk.ts";

/** What syntax tells of itself, found out once. */
export function remembered<S extends object, T>(tell: (syntax: S) => T): (syntax: S) => T {
  const known = new WeakMap<S, { readonly told: T }>();
  return (syntax) => {
    let one = known.get(syntax);
    if (!one) {
      one = { told: tell(syntax) };
      known.set(syntax, one);
    }
    return one.told;
  };
}

/** The names that a function's body sets, those of functions and classes inside it apart. */
export const localsOf = ({ body }: PyFunction): ReadonlySet<string> | undefined =>
  Array.isArray(body) ? setIn(body) : undefined;

const setIn = remembered(found);

function found(body: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  const outside = new Set<string>();
  const target = (one: Expression): void => {
    if (one.kind === "name") names.add(one.name);
    else if (one.kind === "tuple" || one.kind === "list") one.items.forEach(target);
    else if (one.kind === "starred") target(one.value);
  };
  const visit = (statements: readonly Statement[]): void => {
    for (const one of statements) {
      switch (one.kind) {
        case "assign":
          one.targets.forEach(target);
          break;
        case "update":
          target(one.target);
          break;
        case "for":
          target(one.target);
          visit(one.body);
          visit(one.otherwise);
          break;
        case "while":
          visit(one.body);
          visit(one.otherwise);
          break;
        case "if":
          for (const branch of one.branches) visit(branch.body);
          visit(one.otherwise);
          break;
        case "try":
          for (const part of [one.body, one.otherwise, one.finally]) visit(part);
          for (const handler of one.handlers) {
            if (handler.name) names.add(handler.name);
            visit(handler.body);
          }
          break;
        case "with":
          for (const item of one.items) if (item.target) target(item.target);
          visit(one.body);
          break;
        case "import":
          names.add(one.as ?? one.module.split(".")[0]!);
          break;
        case "from":
          for (const { as } of one.names) names.add(as);
          break;
        case "function":
        case "class":
          names.add(one.name);
          break;
        case "scope":
          for (const name of one.names) outside.add(name);
          break;
        case "delete":
          one.targets.forEach(target);
          break;
        default:
      }
    }
  };
  visit(body);
  for (const name of outside) names.delete(name);
  return names;
}

const nested = new Set(["function", "class", "lambda"]);

/** Whether a statement, what it defines apart, holds a yield. */
export const holdsYield = remembered((statement: Statement): boolean => {
  if (nested.has(statement.kind)) return false;
  let inner = Number.NEGATIVE_INFINITY;
  for (const one of walk(statement)) {
    if (nested.has(one.kind)) inner = Math.max(inner, one.span.to);
    if (one.kind === "yield" && one.span.from >= inner) return true;
  }
  return false;
});
