import type { Statement } from "../../../lift/python/syntax.ts";
import { isNamed, walk } from "../../../lift/python/walk.ts";
import { isTarget } from "../layout.ts";
import { callOf, plainName } from "./arguments.ts";
import type { Callable, Type } from "./definitions.ts";
import { layoutsOf } from "./layouts.ts";
import { madeText, repeated } from "./steps.ts";

export interface Operation {
  readonly source: string;
  readonly back: Callable;
}

const forwards = /^(forward(_?(prop|propagation|pass))?|feed_?forward|activate|call)$/i;
const backwards = /^(backward(s|_?(prop|propagation|pass))?|back_?prop(agat(e|ion))?)$/i;

const isTargetLike = (name: string): boolean =>
  isTarget(plainName(name)) || /^(targets?|labels?|expected)/i.test(name);

/** A step along what a layer's backward pass stores, takes or hands back. */
export function* layerOperations(
  type: Type,
  types: readonly Type[],
  matrix: string | undefined,
): Generator<Operation> {
  const forward = type.methods.find(({ name }) => forwards.test(name));
  const back = type.methods.find(({ name }) => backwards.test(name));
  if (!forward || !back) return;
  const [taken, ...more] = forward.parameters;
  const [handed, ...others] = back.parameters;
  if (!taken || !handed) return;
  if ([...more, ...back.parameters].some(({ name }) => isTargetLike(name))) return;
  if (taken.target || handed.target) return;
  const [layout] = layoutsOf(4, matrix);
  const text = { parts: type.parts, types: types.filter((one) => one !== type) };
  const ahead = callOf(`_net.${forward.name}`, more, text, layout!).text.replace(
    "(",
    more.length > 0 ? "(_in, " : "(_in",
  );
  const behind = callOf(`_net.${back.name}`, others, text, layout!).text.replace(
    "(",
    others.length > 0 ? "(_handed(_out), " : "(_handed(_out)",
  );
  const wrapped = (list: string): string[] => (matrix === undefined ? [] : [`_wrapped(${matrix}, ${list})`]);
  for (const data of [...wrapped("_rows(4, 1)"), ...wrapped("_rows(5, 4)"), "_row(4)", "_rows(5, 4)"])
    yield {
      back,
      source: `const _in = ${data};\n${madeText(type, text, { ...layout!, outputs: 3 })}${repeated([
        `const _out = ${ahead.replace(", )", ")")}`,
        "const loss = 0.5 * _dot(_out, _handed(_out))",
        `const _given = ${behind.replace(", )", ")")}`,
        "_stored(_net)",
        "if (_numbers(_given).length === _numbers(_in).length) _step(_in, _given)",
      ])}`,
    };
}

/** The name under which an engine for derivatives keeps a number, and that of its derivative. */
function numbersOf({
  parameters,
  parts,
}: Type): { readonly value: string; readonly grad: string } | undefined {
  const own = new Set(
    parts.flatMap((part) => (part.kind === "attribute" && isNamed(part.object, "this") ? [part.name] : [])),
  );
  for (const one of parts)
    if (one.kind === "assign" && "targets" in one && one.targets[0]!.kind === "name")
      own.add(one.targets[0]!.name);
  for (const one of parameters) if (one.isProperty) own.add(one.name);
  const value = ["data", "value", "val", "v", "_data", "_value"].find((name) => own.has(name));
  const grad = ["grad", "gradient", "_grad", "derivative"].find((name) => own.has(name));
  return value !== undefined && grad !== undefined ? { value, grad } : undefined;
}

const noOperation =
  /^(backward|backprop|zero|print|log|to[A-Z]|toString|build|topo|get|set|_|step|update|visit|draw|inspect|clone|copy|is[A-Z]|val|label)/;

/** A step along the derivatives of each operation of an engine: with numbers of its own, and the sum of both results. */
export function* engineOperations(type: Type, functions: readonly Callable[]): Generator<Operation> {
  const names = numbersOf(type);
  const back = type.methods.find(({ name }) => /^(backward|backprop(agate)?|backPropagate)$/i.test(name));
  if (!names || !back || back.parameters.some((one) => !one.default)) return;
  const { value, grad } = names;
  const makes = (body: readonly Statement[]): boolean =>
    [...walk(body as Statement[])].some((part) => part.kind === "new" && isNamed(part.callee, type.name));
  const operation = (one: Callable, call: string): Operation => ({
    back: one,
    // the derivative of a sum is no more than 1: a share of it is computed from something
    source: `let _share = 1.5;\nconst _a = new ${type.name}(0.7);\nconst _b = new ${type.name}(1.3);\n${repeated(
      [
        `_a.${grad} = 0`,
        `_b.${grad} = 0`,
        `const _out = ${call}`,
        "const _part = _share * _share",
        `const loss = _part * _out.${value}`,
        `_out.${back.name}()`,
        `_a.${value} = _a.${value} - _rate * _part * _a.${grad}`,
        `_b.${value} = _b.${value} - _rate * _part * _b.${grad}`,
      ],
    )}`,
  });
  for (const method of type.methods) {
    const needed = method.parameters.filter((one) => !one.default && !one.star);
    if (noOperation.test(method.name) || needed.length > 1 || !makes(method.body)) continue;
    const isPower = /pow/i.test(method.name);
    yield operation(method, `_a.${method.name}(${needed.length === 0 ? "" : isPower ? "3" : "_b"})`);
    if (isPower) yield operation(method, `_a.${method.name}(_b)`);
  }
  for (const one of functions) {
    if (one.parameters.length === 0 || one.parameters.length > 2 || !makes(one.body)) continue;
    if (one.parameters.some((parameter) => parameter.star || parameter.target)) continue;
    yield operation(one, `${one.name}(${["_a", "_b"].slice(0, one.parameters.length).join(", ")})`);
  }
}
