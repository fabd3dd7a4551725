import { raise } from "../failure.ts";
import type { Machine } from "../machine.ts";
import { parsePython } from "../parse.ts";
import { Builtin, PyModule, type PyValue, Scope, unknownModule } from "../values.ts";
import { activations } from "./activations.ts";
import {
  bisect,
  contextlib,
  datetime,
  heapq,
  logging,
  numpyExtras,
  statistics,
  string,
  timeit,
  types,
} from "./everyday.ts";
import { courseData, courseLayers, coursePictures } from "./helpers.ts";
import { functools, itertools, operator } from "./iteration.ts";
import {
  csv,
  files,
  kerasDatasets,
  matrices,
  mnistLoader,
  mnistPackage,
  pickle,
  scipyOptimize,
  signal,
  sklearnDatasets,
  sklearnMetrics,
  sklearnModelSelection,
  sklearnPreprocessing,
  sklearnUtils,
  web,
} from "./stand-ins.ts";
import { argparse, collections, dataclasses, enumeration } from "./structures.ts";
import { tables } from "./tables.ts";

/** No name of a module has a space. */
export const usualActivations = "usual activations";

/** Modules that are written in Python themselves, by the names under which programs import them. */
const sources: Readonly<Record<string, string>> = {
  itertools,
  functools,
  operator,
  "collections classes": collections,
  dataclasses,
  enum: enumeration,
  argparse,
  bisect,
  contextlib,
  datetime,
  heapq,
  logging,
  statistics,
  string,
  timeit,
  types,
  "numpy extras": numpyExtras,
  mnist_loader: mnistLoader,
  mnist: mnistPackage,
  "dataset.mnist": mnistPackage,
  "scipy.optimize": scipyOptimize,
  csv,
  pickle,
  cPickle: pickle,
  _pickle: pickle,
  pandas: tables,
  "numpy tables": tables,
  files,
  gzip: files,
  struct: files,
  "scipy.io": matrices,
  "scipy.signal": signal,
  "sklearn.datasets": sklearnDatasets,
  "sklearn.model_selection": sklearnModelSelection,
  "sklearn.cross_validation": sklearnModelSelection,
  "sklearn.preprocessing": sklearnPreprocessing,
  "sklearn.metrics": sklearnMetrics,
  "sklearn.utils": sklearnUtils,
  "keras.datasets": kerasDatasets,
  "keras.datasets.mnist": kerasDatasets,
  "keras.utils.np_utils": kerasDatasets,
  "tensorflow.examples.tutorials.mnist": kerasDatasets,
  "keras.utils": kerasDatasets,
  "tensorflow.keras.datasets": kerasDatasets,
  "tensorflow.keras.datasets.mnist": kerasDatasets,
  "tensorflow.keras.utils": kerasDatasets,
  [usualActivations]: activations,
  "course layers": courseLayers,
  "course data": courseData,
  "course pictures": coursePictures,
  requests: web,
  httpx: web,
  "urllib.request": web,
};

const heavy = /^(torch|tensorflow|tf|jax|keras|theano|autograd|mxnet|paddle|flax|chainer|cupy|cv2)(\.|$)/;

/** The library that stands for a file of helpers that is not beside the program; undefined where none does. */
export function helperLibrary(module: string): string | undefined {
  if (heavy.test(module)) return undefined;
  if (/^lr_utils|^dnn_app_utils/.test(module)) return "course pictures";
  if (/^dnn_utils/.test(module)) return "course layers";
  return /^(planar|opt|init|reg)_utils/.test(module) ? "course data" : usualActivations;
}

/** Spans of a library's own syntax lie before every document. */
const before = -1_000_000_000;
/** What drives a program, as SciPy's optimisers do, lies behind it: its loops are looked at. */
const driving: Readonly<Record<string, number>> = { "scipy.optimize": -400_000_000 };

export const hasLibrary = (name: string): boolean => Object.hasOwn(sources, name);

/** A module of the library, run in a scope of its own. */
export function library(machine: Machine, name: string): PyModule {
  const known = machine.modules.get(`library ${name}`);
  if (known instanceof PyModule) return known;
  const { statements, diagnostics } = parsePython(sources[name]!, driving[name] ?? before);
  if (diagnostics.length > 0) throw raise("ImportError", `${name}: ${diagnostics[0]!.message}`);
  const scope = new Scope(undefined, undefined);
  scope.names.set(
    "_replaced",
    new Builtin("_replaced", ([what]) => {
      machine.replaced.push({ what: String(what), span: machine.place });
      return null;
    }),
  );
  scope.names.set("_columns", BigInt(machine.tables.columns));
  scope.names.set("_rows", BigInt(machine.tables.rows));
  scope.names.set("_class_first", machine.tables.classFirst);
  const { hooks } = machine;
  machine.hooks = {};
  try {
    machine.run(statements, scope);
  } finally {
    machine.hooks = hooks;
  }
  const module = new PyModule(name, scope.names, (member) => unknownModule(`${name}.${member}`));
  machine.modules.set(`library ${name}`, module);
  return module;
}

/** A function of a library that is loaded when it is first called. */
export const lazily = (machine: Machine, name: string, member: string): Builtin =>
  new Builtin(
    member,
    (args, keywords): PyValue => machine.call(library(machine, name).members.get(member)!, args, keywords),
  );
