import { Tuple, type Value } from "../numpy/values.ts";
import { raise } from "./failure.ts";
import { type Keywords, PyDict, type PyFunction, type PyValue, type Scope } from "./values.ts";

/** Puts a call's arguments under the parameters' names, as Python's rules and messages have it. */
export function bindArguments(
  { name, parameters, defaults }: PyFunction,
  args: readonly PyValue[],
  keywords: Keywords,
  scope: Scope,
): void {
  const { names } = scope;
  const positional = parameters.filter((one) => !one.star && !one.keywordOnly);
  const rest = parameters.find((one) => one.star === "*");
  const others = parameters.find((one) => one.star === "**");
  if (args.length > positional.length && !rest) {
    const some = positional.some((one) => one.default)
      ? `from ${positional.filter((one) => !one.default).length} to ${positional.length}`
      : String(positional.length);
    const were = args.length === 1 ? "was" : "were";
    throw raise(
      "TypeError",
      `${name}() takes ${some} positional argument${positional.length === 1 ? "" : "s"} but ${args.length} ${were} given`,
    );
  }
  for (const [at, parameter] of positional.entries())
    if (at < args.length) names.set(parameter.name, args[at]!);
  if (rest) names.set(rest.name, new Tuple(args.slice(positional.length) as Value[]));
  const left = new PyDict();
  for (const [key, value] of keywords) {
    if (parameters.some((one) => one.name === key && !one.star)) {
      if (names.has(key)) throw raise("TypeError", `${name}() got multiple values for argument '${key}'`);
      names.set(key, value);
    } else if (others) left.set(key, value);
    else throw raise("TypeError", `${name}() got an unexpected keyword argument '${key}'`);
  }
  if (others) names.set(others.name, left);
  const missing: string[] = [];
  for (const parameter of parameters) {
    if (parameter.star || names.has(parameter.name)) continue;
    const fallback = defaults.get(parameter.name);
    if (fallback !== undefined) names.set(parameter.name, fallback);
    else missing.push(`'${parameter.name}'`);
  }
  if (missing.length === 0) return;
  const list =
    missing.length === 1
      ? missing[0]
      : `${missing.slice(0, -1).join(", ")}${missing.length > 2 ? "," : ""} and ${missing[missing.length - 1]}`;
  throw raise(
    "TypeError",
    `${name}() missing ${missing.length} required positional argument${missing.length === 1 ? "" : "s"}: ${list}`,
  );
}
