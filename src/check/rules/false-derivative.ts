import type { Expression, Parameter, Statement } from "../../lift/python/syntax.ts";
import { type Part, walk } from "../../lift/python/walk.ts";
import type { Candidate } from "../candidate.ts";
import type { Source } from "../repair/source.ts";

const derived =
  /[Pp]rime|[Dd]eriv|[Gg]rad|[Ss]lope|[Dd]iff|(^|[a-z_])d(er)?_|^d[A-Z]|_d(er)?$|^d(sig|tanh|logistic|leaky|lrelu)/;
const asked = /deriv|prime|grad|back|^d$/i;
const kinds = [
  [/sig|logistic/i, "sigmoid"],
  [/tanh/i, "tanh"],
  [/leaky|lrelu|prelu/i, "leaky"],
] as const;
type Kind = (typeof kinds)[number][1];

/** A function by its name, a method or a closure that has one. */
interface Named {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly value: Expression | undefined;
  readonly part: Part;
}

/**
 * Functions that have the name of an activation's derivative and give something else, `1 - y` for tanh's: each a fault
 * if the derivative in its place puts all right.
 */
export function falseDerivatives(source: Source): Candidate[] {
  return namedIn(source).flatMap((one) => {
    const kind = kinds.find(([word]) => word.test(one.name))?.[1];
    if (!kind || kind === "leaky") return [];
    const places = derived.test(one.name) ? resultsOf(one) : resultsAsked(one);
    return places.flatMap((place) => {
      const own = source.textOf(place.span);
      const forms = formsOf(kind, pointsIn(one), calleeIn(source, kind)).filter((text) => text !== own);
      // a sign or a number by itself is told as one
      if (forms.some((text) => plain(text) === plain(own))) return [];
      if (forms.length === 0 || place.kind === "constant") return [];
      return [candidate(source, place, "gradient/wrong-function", kind, forms)];
    });
  });
}

/** A text without its signs and blanks, its numbers all alike. */
const plain = (text: string): string => text.replace(/[-+\s()]/g, "").replace(/\d+(\.\d*)?/g, "#");

function namedIn(source: Source): Named[] {
  const found: Named[] = [];
  for (const part of walk(source.roots as Statement[])) {
    if (part.kind === "function") found.push({ ...part, value: undefined, part });
    if (part.kind !== "assign" || !("targets" in part)) continue;
    const [target] = part.targets as [Expression];
    const { value } = part;
    const name = target.kind === "name" || target.kind === "attribute" ? target.name : undefined;
    if (name !== undefined && value.kind === "lambda")
      found.push({ name, parameters: value.parameters, body: [], value: value.body, part });
    if (name !== undefined && value.kind === "closure")
      found.push({ ...value, name, value: undefined, part });
  }
  return found;
}

const returned = (part: Part): Expression[] => (part.kind === "return" && part.value ? [part.value] : []);

const resultsOf = ({ body, value }: Named): Expression[] =>
  value ? [value] : [...walk(body as Statement[])].flatMap(returned);

/** What a function gives where it is asked for its derivative: `if deriv: return …`. */
function resultsAsked({ parameters, body }: Named): Expression[] {
  const names = new Set(parameters.flatMap(({ name }) => (asked.test(name) ? [name] : [])));
  return [...walk(body as Statement[])].flatMap((part) =>
    part.kind === "if"
      ? part.branches.flatMap(({ test, body: inner }) =>
          [...walk(test)].some((one) => one.kind === "name" && names.has(one.name))
            ? [...walk(inner as Statement[])].flatMap(returned)
            : [],
        )
      : [],
  );
}

/** What a derivative may be taken at: the first argument, and what is computed from it on the way. */
function pointsIn({ parameters, body }: Named): string[] {
  const [first] = parameters.filter(({ name }) => name !== "self" && name !== "cls");
  const inside = body.flatMap((one) => {
    const [target] = one.kind === "assign" ? one.targets : [];
    return target?.kind === "name" ? [target.name] : [];
  });
  return [...inside, ...(first ? [first.name] : [])];
}

/** How this program calls the activation. */
function calleeIn(source: Source, kind: Kind): string | undefined {
  const own = kind === "tanh" ? /(^|\.)tanh$/ : /(^|[._])(sigmoid|logistic|expit|sig)$/i;
  for (const part of walk(source.roots as Statement[]))
    if (part.kind === "call" && part.arguments.length === 1) {
      const text = source.textOf(part.callee.span);
      if (own.test(text)) return text;
    }
  return undefined;
}

function formsOf(kind: Kind, points: readonly string[], callee: string | undefined): string[] {
  const [last] = points.slice(-1);
  const all = [...points, ...(callee && last ? [`${callee}(${last})`] : [])];
  return all.map((one) => (kind === "tanh" ? `1 - ${one} ** 2` : `${one} * (1 - ${one})`));
}

/** Slopes of a leaky relu's derivative that are not the one of its value: the whole program is tried with that one. */
export function falseSlopes(source: Source): Candidate[] {
  const leaky = namedIn(source).filter(({ name }) => /leaky|lrelu|prelu/i.test(name));
  const [slopes, values] = [
    leaky.filter(({ name }) => derived.test(name)),
    leaky.filter(({ name }) => !derived.test(name)),
  ];
  const wanted = new Set(values.flatMap((one) => numbersIn(source, one)).map(({ text }) => text));
  return slopes
    .flatMap((one) => numbersIn(source, one))
    .flatMap(({ text, place }) => {
      const forms = [...wanted].filter((other) => Number(other) !== Number(text));
      return forms.length > 0 ? [candidate(source, place, "gradient/wrong-constant", "leaky", forms)] : [];
    });
}

/** The numbers between 0 and 1 that a function holds, defaults of its parameters among them. */
function numbersIn(
  source: Source,
  { parameters, body, value }: Named,
): { text: string; place: Expression }[] {
  const parts = [...parameters.flatMap((one) => one.default ?? []), ...body, ...(value ? [value] : [])];
  return [...walk(parts as Part[])].flatMap((one) =>
    one.kind === "constant" && typeof one.value === "number" && one.value > 0 && one.value < 1
      ? [{ text: source.textOf(one.span), place: one }]
      : [],
  );
}

const candidate = (
  source: Source,
  place: Expression,
  code: string,
  kind: Kind,
  forms: readonly string[],
): Candidate => ({
  needsProof: true,
  remedies: forms.map((text) => ({ text, edits: [{ span: place.span, replacement: text }] })),
  diagnostic: {
    code,
    severity: "error",
    span: place.span,
    message:
      kind === "leaky"
        ? `the slope \`${source.textOf(place.span)}\` is not that of the activation itself`
        : `\`${source.textOf(place.span)}\` is not the derivative of ${kind}`,
    why: "Every layer before it learns from this factor. Where it has the right sign and another size the loss falls all the same, because the steps still point roughly downhill.",
  },
});
