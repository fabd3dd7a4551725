/**
 * Labels the JavaScript and TypeScript programs of test/check/corpus under Node itself, without our checker: each is run
 * anew for every difference, up to one pass of its step, where parameters are moved by a little, to the end of that pass,
 * where its own loss is read. The step that it takes itself is then compared with the slope.
 *
 *   npx tsx scripts/oracle/label-js.ts > test/check/corpus/javascript/labels.json
 *
 * What is compared, and how a step is found, is written by hand in test/check/corpus/javascript/steps.txt.
 */
import ts from "typescript";
import { driving, faults, programs, steps } from "../../test/check/corpus-javascript.ts";

const eps = 1e-5;
const close = 2e-5;
const most = 8;

class Done extends Error {}

/** The numbers of a value: of lists, typed arrays, and objects that hold one. */
function* leaves(value: unknown): Generator<{ get(): number; set(to: number): void }> {
  if (Array.isArray(value) || value instanceof Float64Array) {
    const list = value as unknown[];
    for (const at of list.keys())
      if (typeof list[at] === "number")
        yield { get: () => list[at] as number, set: (to) => void (list[at] = to) };
      else yield* leaves(list[at]);
  } else if (typeof value === "object" && value !== null) {
    const own = value as Record<string, unknown>;
    for (const name of ["data", "weight", "bias"])
      if (typeof own[name] === "number")
        yield { get: () => own[name] as number, set: (to) => void (own[name] = to) };
  }
}
const flat = (value: unknown): number[] =>
  typeof value === "number" ? [value] : [...leaves(value)].map((one) => one.get());

class Hooks {
  count = -1;
  readonly start: Record<string, number[]> = {};
  readonly end: Record<string, number[]> = {};
  readonly gradient: Record<string, number[]> = {};
  loss = Number.NaN;
  readonly flat = flat;
  readonly done = new Done();

  constructor(
    readonly wanted: number,
    readonly shift: Readonly<Record<string, readonly number[]>>,
  ) {}

  begins(): boolean {
    return ++this.count === this.wanted;
  }

  begin(name: string, value: unknown): unknown {
    const by = this.shift[name];
    let given = value;
    if (by && typeof value === "number") given = value + by[0]!;
    else if (by) for (const [at, one] of [...leaves(value)].entries()) one.set(one.get() + by[at]!);
    this.start[name] = flat(given);
    return given;
  }
}

interface Step {
  readonly head: string;
  readonly loss: string;
  readonly names: string;
  readonly firstOnly: boolean;
}

const specs = new Map(
  steps()
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line): [string, Step] => {
      const [name, head, loss = "", names = "", rest] = line.split(" | ").map((part) => part.trim());
      return [name!, { head: head!, loss, names, firstOnly: rest === "first pass" }];
    }),
);

/** The program with its hooks, as JavaScript. */
function instrumented(name: string, text: string, { head, loss, names }: Step): string {
  const source = `${text.replace("export default class {", "class Nameless {")}\n${driving(name)}`;
  const tree = ts.createSourceFile("program.ts", source, ts.ScriptTarget.ES2022, true);
  let body: ts.Statement | undefined;
  const visit = (node: ts.Node): void => {
    if (!body && ts.isIterationStatement(node, false) && node.getText().startsWith(head))
      body = node.statement;
    ts.forEachChild(node, visit);
  };
  visit(tree);
  if (!body || !ts.isBlock(body)) throw new Error(`no loop ${head}`);
  const parts = names.split(" ").map((one) => {
    const at = one.indexOf("=");
    const own = at < 0 ? one.split("<")[0]! : one.slice(0, at);
    const [expression, gradient] = (at < 0 ? one : one.slice(at + 1)).split("<") as [string, string?];
    return { own, expression, gradient };
  });
  const begin = parts.map(({ own, expression }) =>
    /^[\w.]+$/.test(expression)
      ? `if (typeof ${expression} === "number") ${expression} = __o.begin("${own}", ${expression}); else __o.begin("${own}", ${expression});`
      : `__o.begin("${own}", ${expression});`,
  );
  const ends = parts.flatMap(({ own, expression, gradient }) => [
    `__o.end["${own}"] = __o.flat(${expression});`,
    ...(gradient ? [`__o.gradient["${own}"] = __o.flat(${gradient});`] : []),
  ]);
  const isBefore = loss.startsWith("before:");
  const read = `__o.loss = Number(${loss.replace("before:", "")});`;
  const first = `if (__o.begins()) { ${begin.join(" ")} ${isBefore ? read : ""} }`;
  const last = `if (__o.count === __o.wanted) { ${isBefore ? "" : read} ${ends.join(" ")} throw __o.done; }`;
  const [open, shut] = [body.getStart() + 1, body.getEnd() - 1];
  const whole = `${source.slice(0, open)} ${first} ${source.slice(open, shut)} ${last} ${source.slice(shut)}`;
  return ts.transpileModule(whole, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  }).outputText;
}

/** What stands for a page: whatever is asked of it. */
const page: unknown = new Proxy(() => {}, {
  get: (_, name) => (name === Symbol.toPrimitive ? () => 1 : page),
  set: () => true,
  apply: () => page,
});
const houses = [0.3, -0.6, 0.9, 0.1].map((x, k) => ({ features: [x, 0.5 - 0.3 * k], label: k % 2 }));

async function run(code: string, wanted: number, shift: Hooks["shift"]): Promise<Hooks | undefined> {
  const hooks = new Hooks(wanted, shift);
  let seed = 7;
  const math = Object.assign(Object.create(Math), {
    random: () => {
      seed = (seed * 16807) % 2147483647;
      return seed / 2147483647;
    },
  });
  const silent = { log() {}, error() {}, table() {} };
  const fetched = async () => ({ ok: true, json: async () => houses });
  const module = { exports: {} };
  const given = {
    __o: hooks,
    Math: math,
    console: silent,
    document: page,
    fetch: fetched,
    setInterval() {},
    module,
    exports: module.exports,
  };
  try {
    new Function(...Object.keys(given), code)(...Object.values(given));
  } catch (failure) {
    if (failure !== hooks.done) throw failure;
  }
  await new Promise(setImmediate);
  return Object.keys(hooks.end).length > 0 ? hooks : undefined;
}

type Rows = readonly (readonly [step: number, slope: number])[];

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, one, at) => sum + one * b[at]!, 0);
let seed = 3;
const uniform = (): number => {
  seed = (seed * 48271) % 2147483647;
  return (2 * seed) / 2147483647 - 1;
};

/** Step and slope of each parameter at one state: the entries that were differenced, then along one direction. */
async function point(
  code: string,
  wanted: number,
  shift: Hooks["shift"],
): Promise<Map<string, Rows | undefined> | undefined> {
  const own = await run(code, wanted, shift);
  if (!own) return undefined;
  const out = new Map<string, Rows | undefined>();
  for (const [name, start] of Object.entries(own.start)) {
    const size = start.length;
    if (own.end[name]!.length !== size) {
      out.set(name, undefined);
      continue;
    }
    const picks = [...start.keys()].filter((at) => size <= most || (at * most) % size < most);
    const directions = [
      ...picks.map((k) => start.map((_, at) => (at === k ? 1 : 0))),
      start.map(() => (uniform() > 0 ? 1 : -1)),
    ];
    const entering = own.gradient[name];
    const step = start.map((one, at) => (entering ? -entering[at]! : own.end[name]![at]! - one));
    const middle = own.loss;
    const rows: [number, number][] = [];
    for (const direction of directions) {
      const at = async (sign: number): Promise<number> => {
        const other = start.map((_, k) => (shift[name]?.[k] ?? 0) + sign * eps * direction[k]!);
        return (await run(code, wanted, { ...shift, [name]: other }))!.loss;
      };
      const [up, down] = [await at(1), await at(-1)];
      const [right, left] = [(up - middle) / eps, (middle - down) / eps];
      // a kink lies between
      if (Math.abs(right - left) > 1e-2 * Math.max(1e-3, Math.abs(right) + Math.abs(left))) continue;
      rows.push([dot(step, direction), (up - down) / (2 * eps)]);
    }
    out.set(name, rows);
  }
  return out;
}

interface Verdict {
  readonly verdict: "right" | "wrong" | "still" | "flat";
  readonly ratio?: number;
  readonly worst?: number;
}

const largest = (numbers: readonly number[]): number => Math.max(0, ...numbers.map(Math.abs));

/** Whether the steps are the slopes times one negative constant, the same at every point. */
function judge(found: readonly (Rows | undefined)[]): Verdict {
  if (found.some((one) => !one)) return { verdict: "wrong" };
  const ratios: number[] = [];
  let worst = 0;
  for (const rows of found as readonly Rows[]) {
    const [steps, slopes] = [rows.map(([step]) => step), rows.map(([, slope]) => -slope)];
    if (largest(slopes) < 1e-9) {
      if (largest(steps) > 1e-9) worst = Number.POSITIVE_INFINITY;
      continue;
    }
    if (largest(steps) === 0) return { verdict: "still" };
    const ratio = dot(steps, slopes) / dot(slopes, slopes);
    worst = Math.max(worst, largest(steps.map((one, at) => one - ratio * slopes[at]!)) / largest(steps));
    ratios.push(ratio);
  }
  const [first] = ratios;
  if (first === undefined) return { verdict: worst === 0 ? "flat" : "wrong" };
  const isSame = Math.max(...ratios) - Math.min(...ratios) <= 1e-4 * Math.abs(first);
  const label = { ratio: Number(first.toPrecision(6)), worst: Number(Math.min(worst, 1e9).toPrecision(2)) };
  return { verdict: worst > close || !isSame || first < 0 ? "wrong" : "right", ...label };
}

async function labelled(program: string, text: string): Promise<unknown> {
  const step = specs.get(program);
  if (!step || step.head.startsWith("none:"))
    return { unlabelled: step ? step.head.slice(5).trim() : "no step is written for it" };
  try {
    const code = instrumented(program, text, step);
    const first = await run(code, 0, {});
    if (!first) return { unlabelled: "the step does not run to its end" };
    const shift = Object.fromEntries(
      Object.entries(first.start).map(([name, numbers]) => [
        name,
        numbers.map((one) => 0.2 * uniform() * Math.max(0.3, Math.abs(one))),
      ]),
    );
    const later = step.firstOnly ? undefined : await point(code, 2, {});
    const points = [await point(code, 0, {}), await point(code, 0, shift), later].filter(
      (one) => one !== undefined,
    );
    return {
      parameters: Object.fromEntries(
        Object.keys(first.start).map((name) => [name, judge(points.map((one) => one.get(name)))]),
      ),
    };
  } catch (failure) {
    return { unlabelled: String(failure).slice(0, 120) };
  }
}

async function main(): Promise<void> {
  const labels: Record<string, unknown> = {};
  for (const [name, text] of programs("right")) labels[name] = await labelled(name, text);
  for (const { name, program, text } of faults()) labels[name] = await labelled(program, text);
  console.log(JSON.stringify({ node: process.version, typescript: ts.version, labels }, undefined, 1));
}

main();
