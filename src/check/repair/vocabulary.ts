import type { Clause, Expression, Statement } from "../../lift/python/syntax.ts";
import { type Part, walk } from "../../lift/python/walk.ts";
import { atomsIn, calledName, likeFirst } from "./atoms.ts";
import { hole, type Vocabulary } from "./proposals.ts";
import type { Source } from "./source.ts";

const mostNames = 150;
const mostCounters = 8;
const mostHeld = 12;

/** What the objects of a class hold and can do, and with that all that is set on any object from without. */
interface ClassMembers {
  readonly held: ReadonlySet<string>;
  readonly own: ReadonlySet<string>;
  readonly members: ReadonlySet<string>;
}

/** What the repairs of one program may put together. */
export class Vocabularies {
  #within: ReadonlySet<string> | undefined;
  #known: Omit<Vocabulary, "atoms" | "breadth"> | undefined;

  constructor(
    readonly source: Source,
    /** The statements of the step. */
    readonly body: readonly Statement[],
    /** The name of the rate, which is no factor of a derivative. */
    readonly rate: string | undefined,
    /** Whether a name that the step does not speak of stands for so much that no quantity of a step holds it. */
    readonly isVast: (name: string) => boolean,
  ) {}

  /** What stands about a statement: the names of its function or of the top level, and the program's derivatives. */
  of(statement: Statement, path: string, breadth: number): Vocabulary {
    const { source } = this;
    const { spelling } = source.language;
    const atoms = new Set<string>();
    // a function sees what the functions around it see, and one that is a value the top level too
    let around = source.functionOf(statement);
    let seesAll = around === undefined;
    for (; around; around = source.functionOf(around)) {
      for (const { name } of around.parameters) if (name !== spelling.self) atoms.add(name);
      this.#gather(around.body as Statement[], atoms);
      seesAll = around.kind === "closure";
    }
    if (seesAll) this.#gather(source.roots as Statement[], atoms);
    for (const one of this.#attributesAbout(statement)) atoms.add(one);
    for (const one of this.#attributesHeld(statement)) atoms.add(one);
    const own = countersIn(source).filter((one) => one.around === source.functionOf(statement));
    for (const name of [...spelling.holders, this.rate, ...own.map((one) => one.name)])
      if (name !== undefined) atoms.delete(name);
    for (const one of this.#indices()) atoms.delete(one);
    const lists = new Set([...atoms].filter((one) => this.#indexed().has(one)));
    for (const one of itemsBy(
      own.map(({ name }) => name),
      atoms,
      lists,
    ))
      atoms.add(one);
    for (const one of this.#columns(
      statement,
      own.map(({ name }) => name),
      atoms,
    ))
      atoms.add(one);
    const listed = [...atoms].filter((one) => one.length < 40 && !one.includes("\n"));
    this.#known ??= {
      ...functionsOf(source),
      differences: differencesIn(source),
      counters: [...new Set(countersIn(source).map(({ name }) => name))].slice(0, mostCounters),
    };
    const ordered = likeFirst(listed, path);
    // a document holds many programs: the names of this step come first
    const within = this.#namesWithin();
    const near = [
      ...ordered.filter((one) => within.has(one)),
      ...ordered.filter((one) => !within.has(one) && !this.isVast(one)),
    ];
    return { atoms: near.slice(0, mostNames), breadth, ...this.#known };
  }

  /** The columns of other arrays, where a statement speaks of one by what counts about it: of `X[:, k]` also `S[:, k - 1]`. */
  #columns(statement: Statement, counters: readonly string[], atoms: ReadonlySet<string>): string[] {
    const { source } = this;
    const forms = new Set<string>();
    for (const root of rootsOf(statement))
      for (const one of atomsIn(root, source.language)) {
        if (one.kind !== "subscript" || one.index.kind !== "tuple") continue;
        const text = source.textOf({ from: one.object.span.to, to: one.span.to });
        const name = counters.find((counter) => new RegExp(`\\b${counter}\\b`).test(text));
        if (name === undefined) continue;
        const index = new RegExp(`\\b${name}\\b( ?[+-] ?1\\b)?`);
        for (const other of [name, `${name} + 1`, `${name} - 1`]) forms.add(text.replace(index, other));
      }
    const arrays = forms.size === 0 ? [] : [...atoms].filter((one) => /^\w+$/.test(one));
    return arrays.flatMap((array) => [...forms].map((form) => `${array}${form}`));
  }

  /** The numbers and arrays of which statements speak. */
  #gather(statements: readonly Statement[], atoms: Set<string>): void {
    for (const part of walk(statements))
      for (const root of rootsOf(part as Statement))
        for (const atom of atomsIn(root, this.source.language)) atoms.add(this.source.textOf(atom.span));
  }

  /** The attributes of the object itself, in all methods of its class. */
  #attributesAbout(statement: Statement): string[] {
    const { source } = this;
    const { self } = source.language.spelling;
    const around = source.functionOf(statement);
    const type = around && source.parentOf(around);
    if (type?.kind !== "class") return [];
    const atoms = new Set<string>();
    this.#gather([type], atoms);
    return [...atoms].filter((one) => one.startsWith(`${self}.`));
  }

  /** What other objects hold of which a function speaks: of `neuron.delta` also `neuron.output`, as their class sets it. */
  #attributesHeld(statement: Statement): string[] {
    const { source } = this;
    const { self } = source.language.spelling;
    const around = source.functionOf(statement);
    const spoken = new Map<string, Set<string>>();
    for (const part of walk((around?.body ?? source.roots) as Statement[]))
      if (part.kind === "attribute" && part.object.kind === "name" && part.object.name !== self)
        spoken.set(part.object.name, (spoken.get(part.object.name) ?? new Set()).add(part.name));
    const found: string[] = [];
    for (const [name, asked] of spoken)
      for (const { own, members, held } of this.#classes())
        if ([...asked].some((one) => own.has(one)) && [...asked].every((one) => members.has(one)))
          found.push(...[...held].slice(0, mostHeld).map((one) => `${name}.${one}`));
    return found;
  }

  #classes(): readonly ClassMembers[] {
    if (this.#types) return this.#types;
    const { source } = this;
    const { self } = source.language.spelling;
    const parts = [...walk(source.roots as Statement[])];
    const isOfAny = new Set(
      parts.flatMap((one) => (one.kind === "attribute" && isTarget(source, one) ? [one.name] : [])),
    );
    this.#types = parts.flatMap((type) => {
      if (type.kind !== "class") return [];
      const methods = type.body.flatMap((one) => (one.kind === "function" ? [one.name] : []));
      const held = new Set(
        [...walk(type.body as Statement[])].flatMap((one) =>
          one.kind === "attribute" &&
          one.object.kind === "name" &&
          one.object.name === self &&
          isTarget(source, one)
            ? [one.name]
            : [],
        ),
      );
      const own = new Set([...methods, ...held]);
      return [{ own, members: new Set([...own, ...isOfAny]), held }];
    });
    return this.#types;
  }

  #types: readonly ClassMembers[] | undefined;

  /** Names that say which item of a list is meant, `h[j]`: by themselves they are no quantities. */
  #indices(): ReadonlySet<string> {
    this.#places ??= namesIn(this.source, "index");
    return this.#places;
  }

  #places: ReadonlySet<string> | undefined;

  /** Names of which the program takes items somewhere. */
  #indexed(): ReadonlySet<string> {
    this.#lists ??= namesIn(this.source, "object");
    return this.#lists;
  }

  #lists: ReadonlySet<string> | undefined;

  /** What the pass itself speaks of. */
  #namesWithin(): ReadonlySet<string> {
    const { source } = this;
    this.#within ??= new Set(
      [...walk(this.body as Statement[])].flatMap((part) =>
        rootsOf(part as Statement).flatMap((root) =>
          atomsIn(root, source.language).map((atom) => source.textOf(atom.span)),
        ),
      ),
    );
    return this.#within;
  }
}

/** The names that stand as the index of an item, or as what has the items. */
const namesIn = (source: Source, as: "index" | "object"): ReadonlySet<string> =>
  new Set(
    [...walk(source.roots as Statement[])].flatMap((part) =>
      part.kind === "subscript" && part[as].kind === "name" ? [part[as].name] : [],
    ),
  );

/** Whether an expression is what a statement sets. */
function isTarget(source: Source, one: Expression): boolean {
  const parent = source.parentOf(one);
  if (parent.kind === "update") return parent.target === one;
  return (
    parent.kind === "assign" && ("targets" in parent ? parent.targets.includes(one) : parent.target === one)
  );
}

const rootsOf = (statement: Statement): Expression[] => {
  switch (statement.kind) {
    case "assign":
      // an assignment inside an expression has one target
      if (!("targets" in statement)) return [];
      return statement.value.kind === "closure" ? [] : [...statement.targets, statement.value];
    case "update":
      return [statement.target, statement.value];
    case "for":
      return [statement.target];
    case "return":
    case "expression":
      return statement.value ? [statement.value] : [];
    default:
      return [];
  }
};

/** The variables of `for i in range(…)` and its like: they count, and are no factor of a derivative. */
function countersIn(source: Source): { readonly name: string; readonly around: unknown }[] {
  return source.statements.flatMap((one) =>
    [...counted(one), ...rootsOf(one).flatMap(countedWithin)].map((name) => ({
      name,
      around: source.functionOf(one),
    })),
  );
}

/** What counts in the comprehensions of an expression: `j` of `[… for j in range(2)]`. */
const countedWithin = (root: Expression): string[] =>
  ([...walk(root)] as Expression[]).flatMap((one) =>
    one.kind === "comprehension" ? one.clauses.flatMap(countedBy) : [],
  );

function counted(one: Statement): string[] {
  if (one.kind === "while")
    return (one.initial ?? []).flatMap((first) =>
      first.kind === "assign"
        ? first.targets.flatMap((name) => (name.kind === "name" ? [name.name] : []))
        : [],
    );
  return one.kind === "for" ? countedBy(one) : [];
}

function countedBy({ iterable, target }: Pick<Clause, "iterable" | "target">): string[] {
  const name = iterable.kind === "call" && iterable.callee.kind === "name" ? iterable.callee.name : "";
  if (name === "enumerate" && target.kind === "tuple" && target.items[0]?.kind === "name")
    return [target.items[0].name];
  return /^(range|xrange|trange|reversed)$/.test(name) && target.kind === "name" ? [target.name] : [];
}

/** The items of lists that go with what counts about a statement: of `states[t]` also `states[t + 1]`. */
function itemsBy(
  counters: readonly string[],
  atoms: ReadonlySet<string>,
  named: ReadonlySet<string>,
): string[] {
  const lists = new Set(named);
  for (const one of atoms) {
    const indexed = /^(.*)\[(-?\w+|\w+ ?[+-] ?\d+)\]$/.exec(one);
    if (indexed && !indexed[1]!.endsWith("shape")) lists.add(indexed[1]!);
  }
  return [...lists].flatMap((list) =>
    counters.flatMap((name) => [`${list}[${name}]`, `${list}[${name} + 1]`, `${list}[${name} - 1]`]),
  );
}

const mostDifferences = 8;

/** The differences that the program writes down: errors, most of them. */
function differencesIn(source: Source): string[] {
  const found = new Set<string>();
  for (const one of walk(source.roots as Statement[])) {
    if (one.kind !== "binary" || one.operator !== "-" || one.left.kind === "constant") continue;
    const text = source.textOf(one.span);
    if (text.length < 40) found.add(`(${text})`);
  }
  return [...found].slice(0, mostDifferences);
}

/** The names that a piece of a program gives to functions: in JavaScript names and properties of function values too. */
function functionNames(part: Part): string[] {
  if (part.kind === "function") return [part.name];
  if (part.kind === "assign" && "targets" in part && part.value.kind === "closure")
    return part.targets.flatMap((target) => (target.kind === "name" ? [target.name] : []));
  if (part.kind !== "dict") return [];
  return part.entries.flatMap(({ key, value }) =>
    value.kind === "closure" && key?.kind === "constant" ? [String(key.value)] : [],
  );
}

/** The program's own functions of one number or array, and the calls of them that look like derivatives. */
function functionsOf(source: Source): Pick<Vocabulary, "derivatives" | "functions"> {
  const functions = new Set<string>();
  const derivatives = new Set<string>();
  const defined = new Set([...walk(source.roots as Statement[])].flatMap(functionNames));
  for (const one of walk(source.roots as Statement[])) {
    if (one.kind !== "call") continue;
    const { callee } = one;
    for (const { value } of one.arguments)
      if (value.kind === "name" && defined.has(value.name)) functions.add(value.name);
    const name = calledName(callee);
    if (!defined.has(name) || one.arguments.length === 0 || one.arguments.some((argument) => argument.star))
      continue;
    const text = source.textOf(callee.span);
    const [first, ...rest] = one.arguments;
    if (rest.length > 1 || first!.name) continue;
    if (rest.length === 0) functions.add(text);
    const isDerivative =
      /prime|deriv|grad|^d_?[a-z]|_d$|backward|^der$/i.test(name) ||
      rest.some(({ value }) => value.kind === "constant" && value.value === true);
    if (isDerivative)
      derivatives.add(
        `${text}(${[hole, ...rest.map((argument) => source.textOf({ from: argument.name ? source.text.lastIndexOf(argument.name, argument.value.span.from) : argument.value.span.from, to: argument.value.span.to }))].join(", ")})`,
      );
  }
  return { functions: [...functions], derivatives: [...derivatives] };
}
