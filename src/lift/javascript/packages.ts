import { Random } from "../../base/random.ts";
import { toText } from "./convert.ts";
import { fileSystem } from "./data.ts";
import type { ImportedFile, Machine } from "./machine.ts";
import { observablePlot } from "./observable.ts";
import { ArrayValue, absent, Namespace, Native, Outside, Unknown, type Value } from "./values.ts";

type Call = (args: readonly Value[]) => Value;

const natives = (members: Readonly<Record<string, Call>>): Map<string, Value> =>
  new Map(Object.entries(members).map(([name, call]) => [name, new Native(name, (_, args) => call(args))]));

const addressOf = (path: string): string => `file:///${path.replace(/^\/+/, "")}`;

/** What a file knows of itself. Its tree is the root of all paths: the machine's own are nobody's business. */
export const metaOf = (path: string): Map<string, Value> => {
  const folder = `/${path.split("/").slice(0, -1).join("/")}`;
  return new Map<string, Value>([
    ["__filename", `/${path}`],
    ["__dirname", folder],
    [
      "import.meta",
      new Namespace(
        "import.meta",
        new Map<string, Value>([
          ["url", addressOf(path)],
          ["filename", `/${path}`],
          ["dirname", folder],
        ]),
      ),
    ],
  ]);
};

/** A module of Node's own that a program without files can have, or one that draws; undefined for all others. */
export function knownPackage(machine: Machine, name: string): ImportedFile | undefined {
  const short = name.replace(/^node:/, "");
  const make = packages.get(short);
  if (make) return packageOf(make(machine));
  return harmless.test(short) ? outsideFile(short) : undefined;
}

/** Packages that draw, print, ask or wait: no step needs what they give. */
const harmless =
  /^(readline(\/promises|-sync)?|os|util|events|https?|stream|zlib|child_process|worker_threads|cluster|timers(\/promises)?|v8|vm|tty|net|canvas|sharp|jimp|chalk|colors|kleur|picocolors|ora|cli-progress|progress|debug|dotenv|yargs|commander|minimist|express|cors|body-parser|socket\.io(-client)?|ws|axios|nodeplotlib|plotly(\.js.*)?|asciichart|chart\.js.*|d3(-.*)?|p5|three|react(-.*|\/.*)?|vue|svelte(\/.*)?|styled-components|recharts|uuid|seedrandom|mocha|chai|jest|vitest|tape|ava|prompt-sync|inquirer|cli-table3?|console\.table|next\/.*|@\w[\w-]*\/(react|icons?).*)$|\.(css|scss|svg|png)$/;

const outsideFile = (name: string): ImportedFile => ({
  whole: new Outside(name),
  names: [],
  bind: (member) => new Outside(member === "default" ? name : member),
});

function packageOf(whole: Namespace | Native): ImportedFile {
  const members = whole.members ?? new Map<string, Value>();
  return {
    whole,
    names: [...members.keys()],
    bind: (name) =>
      name === "default"
        ? whole
        : (members.get(name) ??
          (whole instanceof Namespace ? whole.missing?.(name) : undefined) ??
          new Unknown(name)),
  };
}

/**
 * Tests of a program on itself. They hold here whatever they find: a program that checks its own gradient would end
 * before the step that is at fault.
 */
function assertions(): Native {
  const holds: Call = () => absent;
  const names = "ok equal strictEqual deepEqual deepStrictEqual notEqual notStrictEqual".split(" ");
  const members = natives(Object.fromEntries(names.map((name) => [name, holds])));
  const assert = new Native("assert", () => absent, members);
  members.set("strict", assert);
  return assert;
}

function address(machine: Machine): Namespace {
  return new Namespace(
    "url",
    natives({
      pathToFileURL: ([path]) => {
        const href = addressOf(toText(machine, path ?? absent));
        return new Namespace("URL", new Map<string, Value>([["href", href]]));
      },
      fileURLToPath: ([url]) => toText(machine, url ?? absent).replace(/^file:\/\//, ""),
    }),
  );
}

const clock = (machine: Machine): Namespace =>
  new Namespace("perf_hooks", new Map([["performance", machine.builtins.get("performance")!]]));

const mostOfModel = 4000;

/** Our own package: a model's parameters have their shapes and seeded numbers, all else is only told. */
function ourOwn(machine: Machine): Namespace {
  const model: Call = ([text]) => {
    const random = new Random(3);
    const parameters = machine.construct(machine.builtins.get("Object")!, []);
    const made = ([size, ...rest]: readonly number[]): Value =>
      size === undefined
        ? random.uniform(-0.5, 0.5)
        : new ArrayValue(Array.from({ length: size }, () => made(rest)));
    for (const [, list] of toText(machine, text ?? absent).matchAll(/^\s*param\s+(.*)$/gm))
      for (const [, name, given] of list!.matchAll(/\b([A-Za-z]\w*)(?:\[([\w ,]*)\])?\s*(?:=|~)/g)) {
        const shape = (given ?? "")
          .split(",")
          .flatMap((one) => (one.trim() === "" ? [] : [Number(one) || 4]));
        if (shape.reduce((product, one) => product * one, 1) <= mostOfModel)
          machine.set(parameters, name!, made(shape));
      }
    machine.replaced.push({ what: "model", span: machine.place });
    return new Namespace(
      "model",
      new Map([["parameters", parameters]]),
      (name) => new Outside(`model.${name}`),
    );
  };
  return new Namespace("chainrule", natives({ model }), (name) => new Outside(name));
}

function paths(machine: Machine): Namespace {
  const text = (value: Value | undefined): string => toText(machine, value ?? "");
  const join: Call = (args) =>
    args
      .map(text)
      .join("/")
      .replace(/\/+(\.\/+)*/g, "/");
  return new Namespace(
    "path",
    natives({
      join,
      resolve: join,
      dirname: ([path]) => text(path).replace(/\/?[^/]*$/, "") || ".",
      basename: ([path]) => text(path).split("/").pop()!,
      extname: ([path]) => /[^/](\.[^./]*)$/.exec(text(path))?.[1] ?? "",
    }),
  );
}

const packages: ReadonlyMap<string, (machine: Machine) => Namespace | Native> = new Map<
  string,
  (machine: Machine) => Namespace | Native
>([
  ["assert", assertions],
  ["assert/strict", assertions],
  ["url", address],
  ["path", paths],
  ["@observablehq/plot", observablePlot],
  ["chainrule", ourOwn],
  ["perf_hooks", clock],
  ["fs", fileSystem],
  ["fs/promises", fileSystem],
  ["fs-extra", fileSystem],
]);
