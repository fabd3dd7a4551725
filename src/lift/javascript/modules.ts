import type { Neighbours } from "../neighbours.ts";
import type { Statement } from "../python/syntax.ts";
import { isAbsent } from "./convert.ts";
import { jsonFrom } from "./data.ts";
import { declaredIn, hoist, namesIn, variablesOf } from "./functions.ts";
import { packageOnPages, packageProgram } from "./library/index.ts";
import type { Files, ImportedFile, Machine } from "./machine.ts";
import { findFile } from "./neighbours.ts";
import { knownPackage, metaOf } from "./packages.ts";
import { absent, FileNamespace, Link, Namespace, ObjectValue, Scope, Unknown, type Value } from "./values.ts";

type Export = Extract<Statement, { kind: "export" }>;

/** The name under which a file keeps what it passes on from another: none that a program can write. */
const passedOn = (name: string): string => ` export ${name}`;

/** A file of a program: its names, and those that others may import. */
class FileModule implements ImportedFile {
  /** For each name that others know, the file's own. */
  readonly exports = new Map<string, string>();
  /** What may get another value later. */
  readonly #variables = new Set<string>();
  /** Whether it says `import` or `export`; a file of `module.exports` does not. */
  #isModule = false;
  readonly #namespace: FileNamespace;

  constructor(
    name: string,
    readonly scope: Scope,
    private readonly machine: Machine,
  ) {
    this.#namespace = new FileNamespace(
      name,
      scope,
      (one) => this.#own(one),
      () => [...this.exports.keys()],
    );
  }

  /** Notes what statements export, before they run. */
  link(statements: readonly Statement[]): void {
    for (const one of statements) {
      if (one.kind === "import" || one.kind === "from") this.#isModule = true;
      if ((one.kind === "assign" || one.kind === "declare") && one.declares && one.declares !== "const")
        for (const target of one.kind === "assign" ? one.targets : [one.target])
          for (const name of namesIn(target)) this.#variables.add(name);
      if (one.kind !== "export") continue;
      this.#isModule = true;
      for (const { name, as } of one.names)
        if (as !== "*") this.exports.set(as, one.module === undefined ? name : passedOn(as));
    }
  }

  /** `export … from` of a file, or of what is not known. */
  passOn({ names }: Export, from: ImportedFile | undefined): void {
    for (const { name, as } of names) {
      if (as !== "*") {
        const value = from ? (name === "*" ? from.whole : from.bind(name)) : new Unknown(name);
        this.scope.names.set(passedOn(as), value);
      } else
        for (const one of from?.names ?? []) {
          if (one === "default" || this.exports.has(one)) continue;
          this.exports.set(one, passedOn(one));
          this.scope.names.set(passedOn(one), from!.bind(one));
        }
    }
  }

  get names(): readonly string[] {
    if (this.#isModule) return [...this.exports.keys()];
    const given = this.#common;
    return given instanceof ObjectValue ? [...given.attributes.keys()] : [];
  }

  get whole(): Value {
    return this.#isModule ? this.#namespace : (this.#common ?? absent);
  }

  bind(name: string): Value {
    if (!this.#isModule) {
      const given = this.#common;
      const own = given === undefined || isAbsent(given) ? absent : this.machine.get(given, name);
      if (own !== absent) return own;
      return name === "default" ? (given ?? absent) : new Unknown(name);
    }
    const own = this.exports.get(name);
    // types leave no value behind
    if (own === undefined) return new Unknown(name);
    const value = this.scope.names.get(own);
    return value === undefined || this.#variables.has(own) ? new Link(this.scope, own) : value;
  }

  #own(name: string): Value | undefined {
    const own = this.exports.get(name);
    const value = own === undefined ? undefined : this.scope.names.get(own);
    return value instanceof Link ? value.value : value;
  }

  /** `module.exports`. */
  get #common(): Value | undefined {
    const module = this.scope.names.get("module");
    return module instanceof Namespace ? module.members.get("exports") : undefined;
  }
}

/** The files that a program imports, each run once in a scope of its own. */
export class ProgramFiles implements Files {
  readonly #modules = new Map<string, FileModule>();
  readonly #byScope = new Map<Scope, FileModule>();
  readonly #main: FileModule;
  /** The names that were looked for in the scripts beside the program. */
  readonly #asked = new Set<string>();

  constructor(
    readonly machine: Machine,
    readonly neighbours: Neighbours | undefined,
    readonly imported: { readonly name: string; readonly scope: Scope }[],
  ) {
    this.#main = new FileModule("main", machine.globals, machine);
    this.#byScope.set(machine.globals, this.#main);
  }

  /** Notes what a part of the program itself exports. */
  link(statements: readonly Statement[]): void {
    this.#main.link(statements);
  }

  module(name: string): ImportedFile | undefined {
    const { machine, neighbours } = this;
    const program = packageProgram(name);
    if (program) return this.#modules.get(name) ?? this.#run(name, program);
    if (/\.json$/.test(name))
      return { whole: jsonFrom(machine, name), names: [], bind: () => jsonFrom(machine, name) };
    if (!neighbours || !name.startsWith(".")) return knownPackage(machine, name);
    const from = neighbours.fileAt(machine.place?.from ?? 0)?.path ?? neighbours.tree.path;
    const found = findFile(neighbours, name, from);
    if (!found) return undefined;
    if (!found.file) return this.#main;
    const known = this.#modules.get(found.path);
    if (known) return known;
    // what cannot be read is told there, and fails where it is used
    if (found.file.diagnostics.length > 0) return undefined;
    return this.#run(found.path, found.file.statements);
  }

  /** The file of a page that declares a name: `matrix.js` for `Matrix`. Its names are everybody's. */
  script(name: string): Value | undefined {
    const { machine, neighbours } = this;
    const known = packageOnPages(name);
    if (known !== undefined) return this.module(known)?.whole;
    if (!neighbours || this.#asked.has(name)) return undefined;
    this.#asked.add(name);
    const kebab = name.replace(/([a-z0-9])([A-Z])/g, "$1-$2");
    const names = [name, name.toLowerCase(), kebab.toLowerCase(), kebab.replaceAll("-", "_").toLowerCase()];
    for (const folder of ["./", "./lib/", "./js/", "./src/"])
      for (const one of new Set(names)) {
        const found = findFile(neighbours, `${folder}${one}`, neighbours.tree.path);
        const statements = found?.file?.diagnostics.length === 0 ? found.file.statements : [];
        if (
          !declaredIn(statements).names.has(name) &&
          !variablesOf(statements).includes(name) &&
          !declaredIn(statements).functions.some((each) => each.name === name)
        )
          continue;
        for (const own of [...variablesOf(statements)])
          if (!machine.globals.names.has(own)) machine.globals.names.set(own, absent);
        hoist(statements, machine.globals);
        machine.runIn(statements, machine.globals);
        return machine.globals.names.get(name);
      }
    return undefined;
  }

  passOn(statement: Export, scope: Scope): void {
    if (statement.module === undefined) return;
    this.#byScope.get(scope)?.passOn(statement, this.module(statement.module));
  }

  #run(path: string, statements: readonly Statement[]): FileModule {
    const { machine } = this;
    const scope = new Scope(undefined, undefined, false, declaredIn(statements).names);
    const exports = machine.construct(machine.builtins.get("Object")!, []);
    const own = new Namespace("module", new Map([["exports", exports]]));
    for (const [name, value] of metaOf(path)) scope.names.set(name, value);
    scope.names.set("module", own);
    scope.names.set("exports", exports);
    for (const name of variablesOf(statements)) scope.names.set(name, absent);
    const module = new FileModule(this.#nameOf(path), scope, machine);
    module.link(statements);
    // files that import each other see what is there of one another
    this.#modules.set(path, module);
    this.#byScope.set(scope, module);
    this.imported.push({ name: this.#nameOf(path), scope });
    hoist(statements, scope);
    machine.runIn(statements, scope);
    return module;
  }

  /** What a file is called in the names of its parameters: as short as others leave it. */
  #nameOf(path: string): string {
    const parts = path.replace(/\.\w+$/, "").split("/");
    if (parts.at(-1) === "index" && parts.length > 1) parts.pop();
    const short = parts.at(-1)!;
    return this.imported.some((one) => one.name === short) ? parts.join(".") : short;
  }
}
