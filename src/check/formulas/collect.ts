import { readCells } from "../../lift/cells.ts";
import { type DocumentFormula, readFormulas, type Section } from "../../lift/formulas.ts";
import {
  type Equation,
  everyPart,
  type Maths,
  nameKey,
  parts,
  readEquations,
  usualFunctions,
} from "../../lift/latex/index.ts";
import { hasDerivative, saysDerivative } from "./judge.ts";
import { modelDefinitions, programDefinitions } from "./programs.ts";
import { type Definition, familyKey, Scope, type Source } from "./scope.ts";

export interface FormulaReading {
  readonly formula: DocumentFormula;
  readonly equations: readonly Equation[];
  readonly problem?: string;
}

interface SectionModel {
  readonly section: Section;
  readonly formulas: readonly Definition[];
  readonly models: readonly Definition[];
  readonly programs: readonly Definition[];
  /** Where its derivative equations stand. */
  readonly derivativesAt: readonly number[];
}

/** A document's formulas, and what each of their names means where it stands. */
export class DocumentModel {
  readonly readings: readonly FormulaReading[];
  /** The names that the document defines as functions: `s(z) = …`. */
  readonly functions: ReadonlySet<string>;
  /** How the document writes each name first. */
  readonly spellings = new Map<string, string>();
  readonly #sections: readonly SectionModel[];
  readonly #told = new Map<number, Told>();
  readonly #sizes = new Set<string>();
  readonly #speaksOfSigmoid: boolean;

  constructor(readonly text: string) {
    const { formulas, sections, models } = readFormulas(text);
    const defined = definedFunctions(formulas);
    const { cells } = readCells("document.md", text);
    const told = [
      ...models.flatMap((one) => modelDefinitions(one.source, one.span.from)),
      ...cells.flatMap((one) => programDefinitions(one.source, one.offset)),
    ];
    const quantities = new Set([
      ...told.filter((one) => !one.parameters).map((one) => one.key),
      ...formulas.flatMap(({ latex }) => readEquations(latex).equations.flatMap(namesGiven)),
    ]);
    this.functions = new Set([...defined, ...[...usualFunctions].filter((one) => !quantities.has(one))]);
    this.readings = formulas.map((formula) => ({ formula, ...readEquations(formula.latex, this.functions) }));
    this.#speaksOfSigmoid = /sigmoid|logistic/i.test(text);
    for (const { formula, equations } of this.readings) this.#note(formula, equations);
    this.#sections = sections.map((section): SectionModel => {
      const isInside = (at: number): boolean => at >= section.span.from && at < section.span.to;
      const own = this.readings.filter(({ formula }) => isInside(formula.span.from));
      return {
        section,
        formulas: own.flatMap(({ formula, equations }) =>
          equations.flatMap((one) => definitionsOf(one, formula.span.from)),
        ),
        models: told.filter((one) => one.from === "model" && isInside(one.at)),
        programs: told.filter((one) => one.from === "program" && isInside(one.at)),
        derivativesAt: own
          .filter((one) => one.equations.some(saysDerivative))
          .map((one) => one.formula.span.from),
      };
    });
  }

  #note(formula: DocumentFormula, equations: readonly Equation[]): void {
    for (const maths of equations
      .flatMap((one) => one.members)
      .flatMap((one) => (one.maths ? everyPart(one.maths) : []))) {
      if (maths.kind === "series" && maths.to)
        for (const part of everyPart(maths.to)) if (part.kind === "name") this.#sizes.add(nameKey(part.name));
      if (maths.kind !== "name") continue;
      const key = nameKey(maths.name);
      if (!this.spellings.has(key))
        this.spellings.set(key, formula.latex.slice(maths.span.from, maths.span.to));
    }
  }

  /** What the names of a formula mean that stands at `at`. */
  scopeAt(at: number): Scope {
    const here = this.#sections.findIndex(({ section }) => at < section.span.to);
    const own = this.#sections[here]!;
    let told = this.#told.get(here);
    if (!told) this.#told.set(here, (told = this.#toldIn(here)));
    const { sources, reads, hasShapes } = told;
    return new Scope(sources, own.derivativesAt, at, this.#sizes, this.#speaksOfSigmoid, hasShapes, reads);
  }

  /** What a section's names mean: by itself, then by the sections that it stands under or builds on, then by others. */
  #toldIn(here: number): Told {
    const own = this.#sections[here]!;
    const firm: SectionModel[] = [];
    const doubtful: SectionModel[] = [];
    for (const one of this.#sections.slice(0, here).reverse()) {
      const isAbove = isAncestor(one.section, own.section);
      // a section without derivatives prepares those that follow; one with its own is another example
      const isShared = one.derivativesAt.length === 0 && isAncestor(one.section.parent, own.section);
      (isAbove || isShared ? firm : doubtful).push(one);
    }
    const from = (definitions: readonly Definition[], isDoubtful = false): Source => ({
      definitions: definitions.filter((one) => !isSelfReferring(one)),
      isDoubtful,
    });
    const sources = withAliases([
      from(own.formulas),
      from(own.models),
      from(own.programs),
      ...firm.flatMap((one) => [from(one.formulas), from(one.models)]),
      ...firm.filter((one) => isAncestor(one.section, own.section)).map((one) => from(one.programs)),
      ...doubtful.flatMap((one) => [from([...one.formulas, ...one.models], true), from(one.programs, true)]),
    ]);
    const reads = new Set<string>();
    for (const { definitions } of sources) for (const one of definitions) readNames(one, reads);
    const equations = this.readings
      .filter(
        ({ formula: { span } }) => span.from >= own.section.span.from && span.from < own.section.span.to,
      )
      .flatMap((one) => one.equations);
    for (const equation of equations) readOperands(equation, reads);
    const hasShapes = equations.some((one) =>
      one.members.some(
        ({ maths }) => maths && everyPart(maths).some(({ kind }) => kind === "transpose" || kind === "norm"),
      ),
    );
    return { sources, reads, hasShapes };
  }
}

interface Told {
  readonly sources: readonly Source[];
  readonly reads: ReadonlySet<string>;
  readonly hasShapes: boolean;
}

const isAncestor = (above: Section | undefined, section: Section): boolean => {
  for (let one: Section | undefined = section; one; one = one.parent) if (one === above) return true;
  return false;
};

/** The name that an equation is for: `h` in `h = tanh(z)`, which makes `h(1 - h)` a product. */
const namesGiven = ({ members: [first, ...rest] }: Equation): string[] =>
  rest.length > 0 && first.maths?.kind === "name" ? [nameKey(first.maths.name)] : [];

/** `f(x) = …` anywhere makes f a function everywhere. */
function definedFunctions(formulas: readonly DocumentFormula[]): Set<string> {
  const found = new Set<string>();
  for (const { latex } of formulas) {
    const pattern =
      /(?:^|[=,;&]|\\\\|\\quad)\s*((?:\\(?:hat|bar|tilde)\s*\{?[A-Za-z]\}?|\\[A-Za-z]+|[A-Za-z])(?:_(?:\w|\{\w+\}|\\[a-z]+))?)\s*(?:\\left)?\(\s*((?:\\[a-z]+\s*)?\{?[A-Za-z]\}?(?:_(?:\w|\{\w+\}))?(?:\s*,\s*(?:\\[a-z]+\s*)?\{?[A-Za-z]\}?(?:_\w)?)*)\s*(?:\\right)?\)\s*=/g;
    for (const match of latex.matchAll(pattern)) {
      const read = readEquations(match[1]!).equations[0]?.members[0].maths;
      if (read?.kind === "name") found.add(nameKey(read.name));
    }
  }
  return found;
}

/** What an equation defines: names and functions of bare names on its left. */
function definitionsOf({ members }: Equation, at: number): Definition[] {
  const found: Definition[] = [];
  for (const [side, { maths }] of members.entries()) {
    const value = members[side + 1]?.maths;
    if (!maths || !value) break;
    const place = at;
    if (maths.kind === "name") {
      // in a = b = c only the first name is given to; the others are read
      if (side === 0)
        found.push({ name: maths.name, key: nameKey(maths.name), value, at: place, from: "formula" });
    } else if (
      maths.kind === "call" &&
      maths.primes === 0 &&
      maths.arguments.every((one) => one.kind === "name")
    ) {
      const parameters = maths.arguments.map((one) =>
        nameKey((one as Extract<Maths, { kind: "name" }>).name),
      );
      const key = nameKey(maths.name);
      found.push({ name: maths.name, key, parameters, value, at: place, from: "formula" });
      if (side === 0) found.push({ name: maths.name, key, value, at: place, from: "formula" });
    } else break;
  }
  return found;
}

const isSelfReferring = ({ key, value }: Definition): boolean =>
  everyPart(value).some((part) => part.kind === "name" && nameKey(part.name) === key);

/** `ŷ = a_2`, where ŷ is defined elsewhere and a_2 nowhere, says what a_2 is. */
function withAliases(sources: readonly Source[]): Source[] {
  const all = sources.filter((one) => !one.isDoubtful).flatMap((one) => one.definitions);
  return sources.map(({ definitions, isDoubtful }) => ({
    isDoubtful,
    definitions: definitions.map((one): Definition => {
      const { value, key } = one;
      if (value.kind !== "name" || one.parameters) return one;
      const other = nameKey(value.name);
      const isKnown = all.some((definition) => definition.key === other);
      const isElsewhere = all.some(
        (definition) =>
          definition !== one &&
          definition.key === key &&
          !definition.parameters &&
          definition.value.kind !== "name",
      );
      if (isKnown || !isElsewhere) return one;
      return {
        ...one,
        name: value.name,
        key: other,
        value: { kind: "name", name: one.name, span: value.span },
      };
    }),
  }));
}

function readNames({ key, name, value, parameters = [] }: Definition, into: Set<string>): void {
  into.add(key);
  into.add(familyKey(name));
  for (const parameter of parameters) into.add(parameter);
  noteNames(value, into);
}

function noteNames(maths: Maths, into: Set<string>): void {
  for (const part of everyPart(maths)) {
    if (part.kind !== "name") continue;
    into.add(nameKey(part.name));
    if (part.name.indices.length > 0 || part.name.above !== undefined) into.add(familyKey(part.name));
  }
}

/** Names under a derivative sign are variables: in `d/dx x²` x is known. */
function readOperands({ members }: Equation, into: Set<string>): void {
  for (const { maths } of members) {
    if (!maths || !hasDerivative(maths)) continue;
    for (const part of everyPart(maths)) {
      if (part.kind === "derivative" && part.of && part.of.kind !== "name")
        for (const one of parts(part)) noteNames(one, into);
      if (part.kind === "call" && part.primes > 0 && part.arguments.every((one) => one.kind === "name"))
        noteNames(part, into);
    }
  }
}
