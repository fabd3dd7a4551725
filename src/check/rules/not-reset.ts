import type { Span } from "../../base/span.ts";
import type { Node } from "../../graph/node.ts";
import type { Candidate, Remedy } from "../candidate.ts";
import { proportion, steady } from "../gradient.ts";
import { entryPoints, type LaterPoint } from "../later.ts";
import type { EntryPoint } from "../optimizer.ts";
import type { Parameter } from "../parameter.ts";
import type { Program } from "../program.ts";
import type { Source } from "../repair/source.ts";
import type { StepRun } from "../step.ts";
import { isGood, type Judged } from "../verdict.ts";
import { plainName } from "./gradient-names.ts";

interface Sum {
  readonly path: string;
  readonly of: Parameter;
  readonly span: Span;
}

/**
 * Sums of gradients that no step sets back: from pass to pass a value grows by the gradient of that pass, and the
 * parameter moves by the whole of it each time.
 */
export function notReset(
  source: Source,
  program: Program,
  judged: Judged,
  points: readonly LaterPoint[],
): Candidate[] {
  const [first] = judged.slopes;
  if (points.length < 2 || first?.replaced.size !== 0) return [];
  const passes = [{ ...first, run: program.first, record: program.first }, ...points];
  const sums = judged.parameters.flatMap((parameter, at) => {
    const [path] = parameter.members as [string];
    return isGood(judged.verdicts[at]!)
      ? (heldIn(program, entryPoints(passes, parameter, path), parameter) ?? [])
      : [];
  });
  const bySpan = new Map(sums.map((one) => [one.span.from, one] as const));
  return [...bySpan.values()].map(({ path, of, span }) => ({
    needsProof: false,
    remedies: setBack(source, program, plainName(path)),
    diagnostic: {
      code: "gradient/not-reset",
      severity: "error",
      span,
      message: `\`${path}\` adds up the gradients of all steps by which \`${of.path}\` is moved: it is not set back before the next one`,
      why: "A step goes along the gradient of its own pass. Here the gradients of all passes before it are still in the sum, so the steps grow, and point where the loss once fell. It falls all the same at first, as with a momentum that forgets nothing.",
      hint: "Set the gradient to zero at the start of each step.",
    },
  }));
}

function heldIn(program: Program, passes: readonly EntryPoint[], parameter: Parameter): Sum | undefined {
  const [member] = parameter.members as [string];
  const size = passes[0]!.gradient.length;
  const last = passes.at(-1)!.run;
  const moves = passes.map(({ run }) => difference(run.after.get(member)!.numbers, run.start.get(member)!));
  const totals = passes.map((_, at) => sumOf(passes.slice(0, at + 1).map(({ gradient }) => gradient)));
  for (const [path, { node }] of last.after) {
    if (parameter.members.includes(path)) continue;
    // what the loss is computed from is no sum of gradients
    if (passes.some(({ run, read }) => isReadBy(read, run, path))) continue;
    // two single numbers go together by chance, where one is not called a gradient
    if (size === 1 && !/^_?d|grad|delta|sum|acc|total|adj/i.test(plainName(path))) continue;
    const held = passes.map(({ run }) => run.after.get(path)?.numbers);
    // in the first pass it may still be the gradient itself, under another name
    if (held.slice(1).some((one) => one?.length !== size)) continue;
    const from = held[0]?.length === size ? 0 : 1;
    // a single number is in proportion to any other: only the same constant in all passes tells
    const taken = steady(held.slice(from).map((one, at) => proportion(one!, totals[from + at]!)));
    const moved = steady(
      held.slice(from).map((one, at) => moves[from + at] && proportion(moves[from + at]!, one!)),
    );
    if (!taken || !moved) continue;
    // the gradient of one pass alone, where those before it were zero
    if (steady(held.slice(from).map((one, at) => proportion(one!, passes[from + at]!.gradient)))) continue;
    const { events } = last;
    const assigned = events.filter((one) => one.kind === "assigned");
    const root = /^[^[.]+/.exec(path)![0];
    const set =
      assigned.findLast((one) => one.target === root) ??
      assigned.findLast((one) => one.node === node) ??
      assigned.findLast((one) => plainName(one.target) === plainName(path));
    return { path, of: parameter, span: set?.span ?? program.pass.span };
  }
  return undefined;
}

const isReadBy = (read: ReadonlySet<Node>, { variables }: StepRun, path: string): boolean => {
  const node = variables.get(path)?.node;
  return node !== undefined && read.has(node);
};

const sumOf = (all: readonly Float64Array[]): Float64Array =>
  all[0]!.map((_, at) => all.reduce((sum, one) => sum + one[at]!, 0));

const difference = (a: Float64Array, b: Float64Array): Float64Array | undefined =>
  a.length === b.length ? a.map((one, at) => one - b[at]!) : undefined;

/** The statement that sets the sum to zero before the loop, taken into it. */
function setBack(source: Source, { pass }: Program, name: string): Remedy[] {
  // a loop that drives the program stands in none of its blocks
  const block = pass.loop && source.blockOf(pass.loop);
  if (!block) return [];
  const { text } = source;
  const { from } = pass.body[0]!.span;
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const indent = text.slice(start, from);
  if (indent.trim() !== "") return [];
  const zero = block
    .slice(0, block.indexOf(pass.loop!))
    .findLast(
      (one) =>
        one.kind === "assign" &&
        plainName(source.textOf(one.targets[0]!.span)) === name &&
        /zeros|\b0\b/.test(source.textOf(one.value.span)),
    );
  if (!zero) return [];
  const line = source.textOf(zero.span);
  return [
    {
      text: `${line} at the start of each step`,
      edits: [{ span: { from: start, to: start }, replacement: `${indent}${line}\n` }],
    },
  ];
}
