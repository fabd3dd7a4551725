import { raise } from "./failure.ts";
import type { Machine } from "./machine.ts";
import { type Found, findModule } from "./neighbours.ts";
import { PyList, PyModule, type PyValue, Scope } from "./values.ts";

/** Names that always mean the library, whatever stands beside a program. */
const library = new Set(["numpy", "scipy", "matplotlib", "math", "sys", "os", "__future__"]);

/** A module from a file beside the program, run once in a namespace of its own; undefined where there is none. */
export function neighbourModule(machine: Machine, name: string, importing: Scope): PyModule | undefined {
  const { neighbours } = machine;
  if (!neighbours || library.has(name.split(".")[0]!)) return undefined;
  const file = (importing.globals ?? importing).names.get("__file__");
  const from = typeof file === "string" ? file : neighbours.tree.path;
  const folders = searched(machine);
  const found = findModule(neighbours, name, from, folders);
  if (!found) return undefined;
  // the packages that hold a module are run before it
  const parts = name.startsWith(".") ? [] : name.split(".");
  let parent: PyModule | undefined;
  for (let count = 1; count < parts.length; count++) {
    const whole = parts.slice(0, count).join(".");
    const path = found.path.split("/").slice(0, count - parts.length);
    const package_ = findModule(neighbours, whole, from, folders) ?? {
      path: path.join("/"),
      isPackage: true,
      file: undefined,
    };
    const module = moduleOf(machine, package_, whole);
    parent?.members.set(parts[count - 1]!, module);
    if (!parent && !machine.modules.has(whole)) machine.modules.set(whole, module);
    parent = module;
  }
  const module = moduleOf(machine, found, found.path.replaceAll("/", ".") || name);
  parent?.members.set(parts.at(-1)!, module);
  return module;
}

/** The folders that the program has added to `sys.path`. */
function searched(machine: Machine): string[] {
  const sys = machine.modules.get("sys");
  const path = sys instanceof PyModule ? sys.members.get("path") : undefined;
  return path instanceof PyList
    ? path.items.filter((one): one is string => typeof one === "string" && one !== "" && !one.startsWith("/"))
    : [];
}

function moduleOf(machine: Machine, { path, isPackage, file }: Found, name: string): PyModule {
  const key = `file ${path}`;
  const known = machine.modules.get(key);
  if (known instanceof PyModule) return known;
  const scope = new Scope(undefined, undefined);
  const own = isPackage ? (path === "" ? "__init__.py" : `${path}/__init__.py`) : `${path}.py`;
  const missing = (member: string): PyValue => {
    const inner = isPackage ? neighbourModule(machine, `.${member}`, scope) : undefined;
    if (inner) return inner;
    throw raise("AttributeError", `module '${name}' has no attribute '${member}'`);
  };
  const module = new PyModule(name, scope.names, missing);
  scope.names.set("__name__", name);
  scope.names.set("__file__", own);
  // files that import each other see what is there of one another, as in Python
  machine.modules.set(key, module);
  if (!file) return module;
  if (file.diagnostics.length > 0)
    throw raise("NotInterpreted", `${name}: the file ${file.piece.path} cannot be read`);
  machine.imported.push({ name, scope });
  try {
    machine.run(file.statements, scope);
  } catch (failure) {
    machine.modules.delete(key);
    throw failure;
  }
  return module;
}

/** Where a namespace keeps a module that is not interpreted and whose names were all imported: no name of a program has a space. */
export const unknownNames = " from *";

/** The names that `from module import *` gives. */
export function starred(members: ReadonlyMap<string, PyValue>): [name: string, value: PyValue][] {
  const all = members.get("__all__");
  const listed = all instanceof PyList ? new Set(all.items) : undefined;
  return [...members].filter(([name]) => (listed ? listed.has(name) : !/^[_ ]/.test(name)));
}
