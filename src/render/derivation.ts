import type { Derivation, Path, Step } from "../calculus/derivation.ts";
import { isName, type Node, nameOf } from "../graph/node.ts";
import { reachable } from "../graph/walk.ts";
import { print } from "../language/print.ts";
import { latex, latexName } from "./latex.ts";

/** How a notation writes what the chain rule is made of. */
interface Spelling {
  readonly expression: (node: Node) => string;
  /** A factor of a product: parenthesised where it would otherwise be misread. */
  readonly factor: (node: Node) => string;
  readonly derivative: (of: string, wrt: string) => string;
  readonly times: string;
}

const isSum = (node: Node): boolean => node.op === "add" || node.op === "subtract" || node.op === "negate";
const grouped = (text: string, node: Node): string => (isSum(node) ? `(${text})` : text);

const spellings = {
  text: {
    expression: print,
    factor: (node) => grouped(print(node), node),
    derivative: (of, wrt) => `d${of}/d${wrt}`,
    times: " * ",
  },
  latex: {
    expression: latex,
    factor: (node) => grouped(latex(node), node),
    derivative: (of, wrt) => `\\frac{d${latexName(of)}}{d${latexName(wrt)}}`,
    times: " \\cdot ",
  },
} satisfies Record<string, Spelling>;

export type DerivationNotation = keyof typeof spellings;

/** One line of a derivation: `name = chain = factors = formula`, each part only where it says something new. */
export interface DerivationLine {
  readonly quantity: Node;
  readonly name: string;
  readonly forms: readonly string[];
}

/** The chain rule for one quantity, by the quantities that read it: `dL/dz2 = dL/da2 * da2/dz2 = …`. */
export function stepLine(step: Step, loss: Node, notation: DerivationNotation = "text"): DerivationLine {
  const spell = spellings[notation];
  const of = lossName(loss);
  const name = spell.derivative(of, nameOf(step.quantity));
  const chained =
    step.links.every((link) => link.local !== null) && step.links.some((link) => link.through !== loss);
  const chain = step.links
    .map((link) => chainOf({ quantities: [loss, link.through, step.quantity], factors: [] }, spell))
    .join(" + ");
  return {
    quantity: step.quantity,
    name,
    forms: distinct(name, [...(chained ? [chain] : []), spell.expression(step.adjoint.operands[0]!)]),
  };
}

/** The whole way from the loss to a parameter: the chain, its factors, their product. */
export function pathLine(
  derivation: Derivation,
  wrt: Node,
  notation: DerivationNotation = "text",
): DerivationLine | undefined {
  const spell = spellings[notation];
  const paths = derivation.paths.get(wrt);
  if (!paths) return undefined;
  const name = spell.derivative(lossName(derivation.loss), nameOf(wrt));
  const chains = paths.map((path) => chainOf(path, spell)).join(" + ");
  const factors = paths
    .map((path) =>
      path.factors
        .map((factor) => (path.factors.length > 1 ? spell.factor(factor) : spell.expression(factor)))
        .join(spell.times),
    )
    .join(" + ");
  return {
    quantity: wrt,
    name,
    forms: distinct(name, [chains, factors, spell.expression(derivation.products.get(wrt)!)]),
  };
}

/** The derivatives along a path, the loss's own (dL/dL = 1) left out. */
function chainOf({ quantities }: Path, spell: Spelling): string {
  const named = quantities.map((one, at) => (at === 0 ? lossName(one) : nameOf(one)));
  const distinctNames = named.filter((name, at) => name !== named[at - 1]);
  return distinctNames
    .slice(1)
    .map((name, at) => spell.derivative(distinctNames[at]!, name))
    .join(spell.times);
}

const lossName = (loss: Node): string => (isName(loss) ? nameOf(loss) : "L");

/** The forms that say something which the one before does not: spaces and factors of 1 aside. */
function distinct(name: string, forms: readonly string[]): string[] {
  const said = (form: string): string => form.replace(/ (\*|\\cdot) 1(?= |$)| \\cdot|\s/g, "");
  return forms.filter((form, at) => said(form) !== said(name) && said(form) !== said(forms[at - 1] ?? ""));
}

/** The steps that the derivatives of `wrt` are built of, from the loss down. */
export function stepsFor(derivation: Derivation, wrt: readonly Node[]): readonly Step[] {
  const wanted = new Set(wrt);
  const needed = new Set(
    reachable(derivation.steps.filter((step) => wanted.has(step.quantity)).map((step) => step.adjoint)),
  );
  return derivation.steps.filter((step) => needed.has(step.adjoint));
}

/** A derivation as lines of text: each step, then each parameter's path multiplied out. */
export function derivationLines(
  derivation: Derivation,
  wrt: readonly Node[],
  notation: DerivationNotation = "text",
): DerivationLine[] {
  const paths = wrt.flatMap((node) => pathLine(derivation, node, notation) ?? []);
  const direct = new Set(paths.map((line) => line.quantity));
  const steps = stepsFor(derivation, wrt).filter((step) => !direct.has(step.quantity));
  return [...steps.map((step) => stepLine(step, derivation.loss, notation)), ...paths];
}

/** Lines as text, the forms of each one under the other. */
export const derivationText = (lines: readonly DerivationLine[]): string =>
  lines.map(({ name, forms }) => `${name} = ${forms.join(`\n${" ".repeat(name.length)} = `)}`).join("\n");
