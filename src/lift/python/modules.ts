import { erf } from "../../graph/operations/erf.ts";
import { Ndarray } from "../numpy/array.ts";
import { numpyModule, scipySpecial } from "../numpy/module.ts";
import { call as ufunc, ufuncs } from "../numpy/ufunc-table.ts";
import { Namespace, Tuple, type Value } from "../numpy/values.ts";
import { fromNumpy } from "./bridge.ts";
import { raise } from "./failure.ts";
import { neighbourModule } from "./imports.ts";
import { activationOf } from "./library/activations.ts";
import { hasLibrary, helperLibrary, lazily, library, usualActivations } from "./library/index.ts";
import type { Machine } from "./machine.ts";
import { randomModule } from "./random.ts";
import { regularModule } from "./regular.ts";
import { sympyModule } from "./sympy.ts";
import {
  Builtin,
  bare,
  type Call,
  PyClass,
  PyDict,
  PyFunction,
  PyInstance,
  PyList,
  PyModule,
  type PyValue,
  type Scope,
  TypingName,
  typeName,
  unknownModule,
} from "./values.ts";

const members = (table: Readonly<Record<string, PyValue | Call>>): Map<string, PyValue> =>
  new Map(
    Object.entries(table).map(([name, value]) => [
      name,
      typeof value === "function" ? new Builtin(name, value as Call) : value,
    ]),
  );

/** A function of one number; recorded numbers go through NumPy's, which records. */
function ofNumber(machine: Machine, name: string, compute: (x: number) => number, viaNumpy = name): Call {
  return ([value]) => {
    if (value instanceof Ndarray && value.buffer.graph && viaNumpy in ufuncs) {
      const result = ufunc(viaNumpy, value.as("weak"));
      return fromNumpy(result.as("weak"));
    }
    const number = value instanceof Ndarray && value.size === 1 ? value.first : bare(value ?? null);
    if (typeof number !== "number" && typeof number !== "bigint" && typeof number !== "boolean") {
      throw raise(
        "TypeError",
        number instanceof Ndarray
          ? "only size-1 arrays can be converted to Python scalars"
          : `must be real number, not ${typeName(number)}`,
      );
    }
    const x = Number(number);
    const result = compute(x);
    if (Number.isNaN(result) && !Number.isNaN(x)) throw raise("ValueError", "math domain error");
    if (!Number.isFinite(result) && Number.isFinite(x))
      throw raise(
        name === "log" || name === "log2" || name === "log10" ? "ValueError" : "OverflowError",
        name.startsWith("log") ? "math domain error" : "math range error",
      );
    void machine;
    return result;
  };
}

/** Shewchuk's sum: partial sums that do not overlap hold every bit. */
function exactSum(values: readonly number[]): number {
  const partials: number[] = [];
  for (const value of values) {
    let x = value;
    let kept = 0;
    for (const partial of [...partials]) {
      let y = partial;
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
      const high = x + y;
      const low = y - (high - x);
      if (low !== 0) partials[kept++] = low;
      x = high;
    }
    partials.length = kept;
    partials.push(x);
  }
  return partials.reduceRight((sum, one) => sum + one, 0);
}

function math(machine: Machine): Map<string, PyValue> {
  const functions: Record<string, [(x: number) => number, string?]> = {
    exp: [Math.exp],
    sqrt: [Math.sqrt],
    sin: [Math.sin],
    cos: [Math.cos],
    tan: [Math.tan],
    tanh: [Math.tanh],
    sinh: [Math.sinh],
    cosh: [Math.cosh],
    asin: [Math.asin, "arcsin"],
    acos: [Math.acos, "arccos"],
    atan: [Math.atan, "arctan"],
    log2: [Math.log2],
    log10: [Math.log10],
    log1p: [Math.log1p],
    expm1: [Math.expm1],
    fabs: [Math.abs, "absolute"],
    erf: [erf],
    degrees: [(x) => (x * 180) / Math.PI],
    radians: [(x) => (x * Math.PI) / 180],
  };
  const found = members(
    Object.fromEntries(
      Object.entries(functions).map(([name, [compute, via]]) => [
        name,
        ofNumber(machine, name, compute, via),
      ]),
    ),
  );
  const whole =
    (round: (x: number) => number): Call =>
    ([value]) =>
      BigInt(round(Number(bare(value!))));
  const log = ofNumber(machine, "log", Math.log);
  const number = (value: PyValue | undefined): number => Number(bare(value ?? null) as number);
  for (const [name, value] of members({
    pi: Math.PI,
    e: Math.E,
    inf: Infinity,
    nan: Number.NaN,
    tau: 2 * Math.PI,
    log: (args, keywords) =>
      args.length === 2 ? Math.log(number(args[0])) / Math.log(number(args[1])) : log(args, keywords),
    floor: whole(Math.floor),
    ceil: whole(Math.ceil),
    trunc: whole(Math.trunc),
    pow: ([a, b]) => number(a) ** number(b),
    atan2: ([a, b]) => Math.atan2(number(a), number(b)),
    hypot: (args) => Math.hypot(...args.map(number)),
    fmod: ([a, b]) => number(a) % number(b),
    copysign: ([a, b]) => Math.abs(number(a)) * (number(b) < 0 || Object.is(number(b), -0) ? -1 : 1),
    isnan: ([value]) => Number.isNaN(number(value)),
    isinf: ([value]) => Math.abs(number(value)) === Infinity,
    isfinite: ([value]) => Number.isFinite(number(value)),
    isclose: ([a, b]) =>
      Math.abs(number(a) - number(b)) <= 1e-9 * Math.max(Math.abs(number(a)), Math.abs(number(b))),
    fsum: ([values]) => exactSum(Array.from(machine.iterate(values!), number)),
    prod: ([values]) =>
      [...machine.iterate(values!)].reduce<PyValue>(
        (product, one) =>
          typeof product === "bigint" && typeof one === "bigint"
            ? product * one
            : number(product) * number(one),
        1n,
      ),
    factorial: ([value]) => {
      const last = number(value);
      if (last > 20_000)
        throw raise("MemoryError", "this integer would have more than seventy thousand digits");
      let product = 1n;
      for (let k = 2n; k <= BigInt(last); k++) product *= k;
      machine.spend(last);
      return product;
    },
    isqrt: ([value]) => BigInt(Math.floor(Math.sqrt(number(value)))),
    comb: ([n, k]) => {
      let found = 1n;
      for (let at = 1n; at <= BigInt(number(k)); at++) found = (found * (BigInt(number(n)) - at + 1n)) / at;
      return found;
    },
    dist: ([a, b]) => {
      const [p, q] = [a, b].map((one) => Array.from(machine.iterate(one!), number)) as [number[], number[]];
      return Math.hypot(...p.map((one, at) => one - q[at]!));
    },
    gcd: ([a, b]) => {
      let [x, y] = [BigInt(a as bigint), BigInt(b as bigint)];
      while (y) [x, y] = [y, x % y];
      return x < 0n ? -x : x;
    },
  }))
    found.set(name, value);
  return found;
}

/** A copy of a value, of what it holds too where `deep`; shared parts stay shared. */
export function copied(value: PyValue, deep: boolean, memo = new Map<object, PyValue>()): PyValue {
  if (typeof value !== "object" || value === null) return value;
  const known = memo.get(value);
  if (known !== undefined) return known;
  const inner = (one: PyValue): PyValue => (deep ? copied(one, true, memo) : one);
  const keep = <T extends PyValue>(made: T): T => {
    memo.set(value, made);
    return made;
  };
  if (value instanceof PyList) {
    const list = keep(new PyList([]));
    list.items.push(...value.items.map(inner));
    return list;
  }
  if (value instanceof Tuple) return keep(new Tuple((value.items as PyValue[]).map(inner) as Value[]));
  if (value instanceof PyDict) {
    const dict = keep(new PyDict(value.missing, value.kind));
    for (const [key, one] of value.entries.values()) dict.set(key, inner(one));
    return dict;
  }
  if (value instanceof PyInstance) {
    const instance = keep(new PyInstance(value.type));
    for (const [name, one] of value.attributes) instance.attributes.set(name, inner(one));
    return instance;
  }
  return value;
}

function small(machine: Machine, name: string): Map<string, PyValue> | undefined {
  switch (name) {
    case "math":
    case "cmath":
      return math(machine);
    case "time":
      return members({
        time: () => 0,
        perf_counter: () => 0,
        process_time: () => 0,
        sleep: () => null,
        strftime: () => "",
      });
    case "copy":
      return members({
        copy: ([value]) =>
          value instanceof Ndarray
            ? machine.call(machine.getAttribute(value, "copy"), [])
            : copied(value!, false),
        deepcopy: ([value]) => {
          const arrays = (one: PyValue): PyValue =>
            one instanceof Ndarray && one.rank > 0
              ? machine.call(machine.getAttribute(one, "copy"), [])
              : one;
          return value instanceof Ndarray ? arrays(value) : withArrays(copied(value!, true), arrays);
        },
      });
    case "collections":
      return members({
        defaultdict: ([make]) =>
          new PyDict(make === undefined || make === null ? undefined : () => machine.call(make, [])),
        OrderedDict: (args, keywords) => {
          const plain = machine.call(machine.builtinNames.get("dict")!, args, keywords) as PyDict;
          const ordered = new PyDict(undefined, "OrderedDict");
          for (const [key, value] of plain.entries.values()) ordered.set(key, value);
          return ordered;
        },
        Counter: ([values]) => {
          const counts = new PyDict(() => 0n, "Counter");
          if (values !== undefined)
            for (const one of machine.iterate(values))
              counts.set(one, ((counts.get(one) as bigint | undefined) ?? 0n) + 1n);
          return counts;
        },
        deque: lazily(machine, "collections classes", "deque"),
        namedtuple: lazily(machine, "collections classes", "namedtuple"),
      });
    case "sys":
      return members({
        argv: new PyList(["program.py"]),
        path: new PyList([""]),
        modules: new PyDict(),
        maxsize: 9223372036854775807n,
        version: "3.11",
        exit: () => {
          throw raise("SystemExit", "");
        },
        stdout: new PyModule(
          "stdout",
          members({
            write: ([text]) => {
              machine.print(text as string);
              return null;
            },
            flush: () => null,
          }),
        ),
        stderr: new PyModule("stderr", members({ write: () => null, flush: () => null })),
      });
    case "os":
    case "os.path":
      return members({
        path: new PyModule(
          "os.path",
          members({
            join: (args) => args.filter((one) => one !== "").join("/"),
            exists: () => false,
            getsize: () => 0n,
            expanduser: ([path]) => path!,
            splitext: ([path]) => {
              const [, stem, ending] = /^(.*?)(\.[^./]*)?$/.exec(String(path))!;
              return new Tuple([stem!, ending ?? ""]);
            },

            isfile: () => false,
            isdir: () => false,
            dirname: ([path]) => String(path).split("/").slice(0, -1).join("/"),
            basename: ([path]) => String(path).split("/").pop()!,
            abspath: ([path]) => path!,
            realpath: ([path]) => path!,
            normpath: ([path]) => path!,
            pardir: "..",
          }),
        ),
        sep: "/",
        pardir: "..",
        makedirs: () => null,
        environ: new PyDict(),
        getcwd: () => "/",
        chdir: () => null,
        mkdir: () => null,
        remove: () => null,
        system: () => 0n,
        getpid: () => 1n,
        urandom: () => unknownModule("os.urandom()"),
      });
    case "warnings":
      return members({ filterwarnings: () => null, simplefilter: () => null, warn: () => null });
    case "__future__":
    case "re":
    case "regex":
      return new Map(Object.entries(regularModule(machine)));
    case "typing":
    case "abc":
      return new Map();
    default:
      return undefined;
  }
}

function withArrays(value: PyValue, copy: (one: PyValue) => PyValue): PyValue {
  if (value instanceof PyList)
    for (const [at, one] of value.items.entries()) value.items[at] = withArrays(copy(one), copy);
  else if (value instanceof PyDict)
    for (const entry of value.entries.values()) entry[1] = withArrays(copy(entry[1]), copy);
  else if (value instanceof PyInstance)
    for (const [name, one] of value.attributes) value.attributes.set(name, withArrays(copy(one), copy));
  return value;
}

/** matplotlib: every call is noted and gives something that takes every further call. */
function drawing(machine: Machine, name: string): PyModule {
  const stand = (path: string): PyValue => {
    const called: Call = (args, keywords) => {
      machine.drawn.push({ call: path, args, keywords, span: machine.place });
      return path.endsWith("subplots") ? new Tuple([module, module] as unknown as Value[]) : module;
    };
    const module = new PyModule(path, new Map(), (member) => stand(`${path}.${member}`), false, called);
    return module;
  };
  return new PyModule(name, new Map(), (member) => stand(member));
}

const numpyExtras =
  "select piecewise extract choose ediff1d put_along_axis place divmod polyfit unpackbits".split(" ");

/** NumPy with the functions that read files: made-up tables stand for those. */
const withTables = (machine: Machine, numpy: Namespace): Namespace => {
  const members = new Map<string, PyValue>(numpy.members as ReadonlyMap<string, PyValue>);
  for (const name of ["loadtxt", "genfromtxt", "load"])
    members.set(name, lazily(machine, "numpy tables", name));
  for (const name of numpyExtras)
    if (!members.has(name)) members.set(name, lazily(machine, "numpy extras", name));
  members.set("frombuffer", lazily(machine, "files", "frombuffer"));
  for (const name of ["save", "savez", "savetxt", "savez_compressed"])
    members.set(name, new Builtin(name, () => null));
  return new Namespace(numpy.name, members as ReadonlyMap<string, Value>);
};

/** A module by its name. An unknown one is an error at its first use, not at its import. */
export function importModule(machine: Machine, name: string, scope: Scope): PyModule | Namespace {
  const beside = neighbourModule(machine, name, scope);
  if (beside) return beside;
  const known = machine.modules.get(name);
  if (known) return known;
  const module = made(machine, name);
  machine.modules.set(name, module);
  return module;
}

/** Packages whose modules are known, some of them. */
const packages = new Set(["sklearn", "keras", "tensorflow", "tensorflow.keras"]);

function made(machine: Machine, name: string): PyModule | Namespace {
  if (name === "numpy" || name === "cupy") return withTables(machine, numpyModule(machine.numpy));
  if (name.startsWith("numpy.")) {
    let inner: Value | undefined = importModule(machine, "numpy", machine.globals) as Namespace;
    for (const part of name.split(".").slice(1))
      inner = inner instanceof Namespace ? inner.members.get(part) : undefined;
    if (inner instanceof Namespace) return inner;
  }
  if (name === "scipy.special") return scipySpecial(machine.numpy);
  if (name === "scipy")
    return new PyModule(
      name,
      new Map<string, PyValue>([["special", scipySpecial(machine.numpy)]]),
      (member) => importModule(machine, `scipy.${member}`, machine.globals),
    );
  if (hasLibrary(name)) return library(machine, name);
  if (packages.has(name))
    return new PyModule(name, new Map(), (member) =>
      importModule(machine, `${name}.${member}`, machine.globals),
    );
  if (name === "random") return new PyModule(name, randomModule(machine));
  if (name === "sympy") return new PyModule(name, sympyModule(machine));
  if (/^(matplotlib|seaborn|pylab|tqdm|IPython)(\.|$)/.test(name)) {
    if (name.startsWith("tqdm"))
      return new PyModule(
        name,
        members({
          tqdm: ([values]) => values ?? null,
          trange: (args) => machine.call(machine.builtinNames.get("range")!, args),
        }),
      );
    return drawing(machine, name);
  }
  // what makes Python 2 and 3 alike gives the names that are there without it
  if (/^(builtins|__builtin__|(past|future)\.builtins|six(\.moves)?)$/.test(name))
    return new PyModule(name, new Map(machine.builtinNames), (member) =>
      name === "six" && member === "moves"
        ? importModule(machine, "six.moves", machine.globals)
        : unknownModule(`${name}.${member}`),
    );
  const found = small(machine, name);
  if (found)
    return new PyModule(
      name,
      found,
      name === "typing" || name === "abc" || name === "__future__" ? (member) => anything(member) : undefined,
    );
  return withHelpers(machine, name);
}

/** A module that nobody knows, with the functions of helpers that have the name that everybody gives them. */
function withHelpers(machine: Machine, name: string): PyModule {
  const own = helperLibrary(name);
  return own === undefined ? unknownModule(name) : helpersOf(machine, name, own);
}

/** A file of helpers, or a class in one that only holds them: `Activation.sigmoid`. */
function helpersOf(machine: Machine, name: string, own: string): PyModule {
  const missing = (member: string): PyValue => {
    const known = own === usualActivations ? activationOf(member) : member;
    const isKnown =
      known !== undefined &&
      !member.startsWith("__") &&
      library(machine, own).members.get(known) instanceof PyFunction;
    if (!isKnown || member.startsWith("_"))
      return own === usualActivations && /^[A-Z]/.test(member)
        ? helpersOf(machine, `${name}.${member}`, own)
        : unknownModule(`${name}.${member}`);
    if (own === usualActivations) {
      const usual = known.replace(/^(.*)_slope$/, "derivative of $1");
      machine.replaced.push({ what: `${name}.${member}`, span: machine.place, by: `the usual ${usual}` });
    }
    return lazily(machine, own, known);
  };
  return new PyModule(name, new Map(), missing, true, () => unknownModule(`${name}()`));
}

/** A name of typing or abc: it takes every index and call, and means nothing when a program runs. */
function anything(name: string): PyValue {
  return name === "ABC" ? new PyClass("object", []) : new TypingName(name, ([inner]) => inner ?? null);
}
