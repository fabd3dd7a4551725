import type { Span } from "../../base/span.ts";
import type { Node } from "../../graph/node.ts";
import { reachable } from "../../graph/walk.ts";
import type { Ahead } from "../ahead.ts";
import type { Candidate } from "../candidate.ts";
import { type Given, growth, type Moment, momentOf, near, valueWith, type Working } from "../moments.ts";
import { entryOf } from "../optimizer.ts";
import type { AheadPoints } from "../points-ahead.ts";
import type { Source } from "../repair/source.ts";
import { newNode, type StepRun } from "../step.ts";
import { stillCounter } from "./counter.ts";
import { type Deviation, homesOf, placeOf } from "./deviation.ts";
import { lookAheadOf, plainMomentum } from "./look-ahead.ts";
import { optimizerRemedies } from "./optimizer-remedies.ts";

/** What the step of `path` reads besides the gradient and itself, and sets anew; of several names for one state the first. */
function statesOf({ run, after, entry }: Working, path: string, read: ReadonlySet<Node>): string[] {
  const region = new Set(reachable([after], (node) => node === entry));
  const own = run.variables.get(path)!.node;
  const states = new Map<Node, string>();
  for (const [name, { node }] of run.variables) {
    const then = run.after.get(name)?.node;
    const isState = region.has(node) && node !== own && !read.has(node) && then && then !== node;
    if (isState && !states.has(node)) states.set(node, name);
  }
  return [...states.values()];
}

const adaptive = /adam|nadam|amsgrad/i;
const scaling = /adam|rms_?prop/i;
const inertial = /momentum|nesterov/i;

const shown = (value: number): string => String(Number(value.toPrecision(4)));

const isMean = ({ kept, taken }: Moment): boolean => kept >= leastKept && near(kept + taken, 1);

/** A running mean that keeps less of itself at a step is none. */
const leastKept = 0.5;

function weightsOf({ path, kept, taken, squared }: Moment, names: RegExp): Deviation | undefined {
  const isMean = near(kept + taken, 1);
  if ((isMean && kept >= leastKept) || near(taken, 1) || kept <= 0 || kept >= 1 || taken < 0)
    return undefined;
  const of = squared ? "squared gradient" : "gradient";
  return {
    code: "optimizer/moment-weights",
    path,
    names,
    message: `\`${path}\` keeps ${shown(kept)} of itself and takes ${shown(taken)} of the ${of}`,
    why: isMean
      ? `The running mean forgets nearly all that it has seen at every step: the two weights stand the wrong way round.`
      : `The weights of a running mean add up to 1: beside ${shown(kept)} belongs ${shown(1 - kept)}.`,
    hint: `Published: mean = beta * mean + (1 - beta) * ${squared ? "gradient ** 2" : "gradient"}.`,
  };
}

/** Past gradients that push the other way than the present one does. */
function velocityOf(working: Working, moment: Moment): Deviation | undefined {
  const { run, after, entry } = working;
  const own = run.variables.get(moment.path)!.node;
  const at = (state: number, gradient: number): Given => [
    [own, state],
    [entry, gradient],
  ];
  const now = growth(working, after, at(0, 0), at(0, 1));
  const past = growth(working, after, at(0, 0), at(1, 0));
  if (Number.isNaN(now) || !(Math.abs(past) >= 1e-12)) return undefined;
  if (moment.kept > 0 && past * moment.taken * now > 0) return undefined;
  return {
    code: "optimizer/velocity-sign",
    path: moment.path,
    inStep: moment.kept > 0,
    names: inertial,
    message: `\`${moment.path}\` pushes against the gradients that it was made of`,
    why: "A velocity carries past gradients on in their own direction. Here what is left of them is subtracted, so each step takes back a part of the last one.",
    hint: "Published: velocity = momentum * velocity - rate * gradient; parameter += velocity.",
  };
}

/** A sum or mean of gradients themselves that a step is divided by the root of: their signs cancel in it. */
function unsquaredOf(working: Working, moment: Moment): Deviation | undefined {
  const { run, after, entry } = working;
  const own = run.variables.get(moment.path)!.node;
  const node = newNode(run, moment.path);
  // a largest value, as AdaMax has it, is no sum
  const both = growth(
    working,
    node,
    [
      [own, 1],
      [entry, 0],
    ],
    [
      [own, 1],
      [entry, 1],
    ],
  );
  if (!near(both, moment.taken)) return undefined;
  const lengthAt = (size: number): number => {
    const [none, one] = [0, 1].map((gradient) =>
      valueWith(working, after, [
        [node, size],
        [entry, gradient],
      ]),
    ) as [Float64Array, Float64Array];
    return Math.abs(one[0]! - none[0]!);
  };
  const shrunk = lengthAt(1e8) / lengthAt(1e4);
  if (!(Math.abs(shrunk - 1e-2) <= 1e-3)) return undefined;
  return {
    code: "optimizer/unsquared",
    path: moment.path,
    names: /ada_?grad|rms_?prop|adam|ada_?delta/i,
    message: `\`${moment.path}\` gathers the gradients themselves, and the step is divided by its root`,
    why: "The root is taken of a sum of squares: it is a length, and grows with every gradient. Gradients of both signs cancel in their own sum, so the step gets longer where it should get shorter, and the root of a negative sum is no number.",
    hint: "Published: cache += gradient ** 2; parameter -= rate * gradient / (sqrt(cache) + epsilon).",
  };
}

/** Whether what sets a moment stands in something that is called AdamW, or else whether the program says so. */
function isAdamW(working: Working, moment: Moment, source: Source): boolean {
  const names = homesOf(working, moment, source);
  const adams = names.filter((one) => /adam/i.test(one));
  return (adams.length > 0 ? adams : [source.text]).some((one) => /adam_?w/i.test(one));
}

/** Whether the decay of a parameter goes into a moment with its gradient: Adam with L2, and not AdamW. */
function decayOf(working: Working, path: string, moment: Moment): Deviation | undefined {
  const { run, entry } = working;
  const { node: own } = run.variables.get(path)!;
  const node = newNode(run, moment.path);
  const at = (value: number): Given => [
    [own, value],
    [entry, 0],
  ];
  const share = growth(working, node, at(0), at(1));
  if (!(Math.abs(share) >= 1e-12)) return undefined;
  return {
    code: "optimizer/coupled-decay",
    path: moment.path,
    names: /adamw/i,
    message: `the decay of \`${path}\` goes into \`${moment.path}\` with its gradient: AdamW keeps it apart`,
    why: "AdamW takes a share of the parameter itself, beside the step. Within the gradient the decay is divided by the root of the mean of squares as well, so that the parameters with the largest gradients decay least: that is Adam with an L2 penalty.",
    hint: "Published: parameter -= rate * (m_hat / (sqrt(v_hat) + epsilon) + decay * parameter).",
  };
}

/** How far a step goes for a mean of 1 over a root of 1, where what is added to the root is as nothing. */
function correctionOf(working: Working, mean: Moment, square: Moment): number {
  const [m, v] = [mean, square].map(({ path }) => newNode(working.run, path)) as [Node, Node];
  const huge = 1e12;
  const [none, one] = [0, 1].map((value) =>
    valueWith(working, working.after, [
      [m, value],
      [v, huge],
    ]),
  ) as [Float64Array, Float64Array];
  return (one[0]! - none[0]!) * Math.sqrt(huge);
}

type Correction = (b1: number, b2: number, k: number) => number;
type Faulty = readonly [form: Correction, which: "mean" | "square", what: string];

/** Corrections that are none: what the factor of the mean over that of the root would be at step k. */
const faulty: readonly Faulty[] = [
  [
    (b1, b2, k) => Math.sqrt(1 - b2 ** k) / (1 - b1 * k),
    "mean",
    "beta is multiplied by the step where it is raised to it",
  ],
  [(b1, _, k) => 1 / (1 - b1 ** k), "square", "the mean is corrected, the mean of squares is not"],
  [(_, b2, k) => Math.sqrt(1 - b2 ** k), "mean", "the mean of squares is corrected, the mean is not"],
  [
    (b1, b2, k) => Math.sqrt(1 - b1 ** k) / (1 - b2 ** k),
    "mean",
    "each mean is corrected by the other's beta",
  ],
  [
    (b1, _, k) => Math.sqrt(1 - b1 ** k) / (1 - b1 ** k),
    "square",
    "both means are corrected by the first beta",
  ],
  [
    (_, b2, k) => Math.sqrt(1 - b2 ** k) / (1 - b2 ** k),
    "mean",
    "both means are corrected by the second beta",
  ],
];
const published: Correction = (b1, b2, k) => Math.sqrt(1 - b2 ** k) / (1 - b1 ** k);
const mostSkipped = 64;

/** The numbers of a step that may be betas. */
const betasIn = ({ variables, values }: StepRun): number[] =>
  [...variables.values()].flatMap(({ node }) => {
    const [value] = node.shape.length === 0 ? values.get(node)!.data : [];
    return value !== undefined && value >= leastKept ? [value] : [];
  });

function biasOf(
  workings: readonly Working[],
  mean: Moment,
  square: Moment,
  source: Source,
): Deviation | undefined {
  const [now, next] = workings.map((one) => correctionOf(one, mean, square)) as [number, number];
  const grown = next / now;
  const [b1, b2] = [mean.kept, square.kept];
  const grows = (form: Correction, from: number, to: number): boolean => {
    const told = form(b1, b2, to) / form(b1, b2, from);
    return Math.abs(grown - told) <= 1e-6 * Math.abs(told);
  };
  const said = (what: string, { path }: Moment): Deviation => ({
    code: "optimizer/bias-correction",
    path,
    corrected: true,
    names: adaptive,
    message: `the bias correction is not Adam's: ${what}`,
    why: "Both means begin at zero and are too small by 1 − beta^t at step t; Adam divides each by its own share. Another factor makes the first steps too long or too short, and nothing shows it but slower learning.",
    hint: "Published: m_hat = m / (1 - beta1 ** t); v_hat = v / (1 - beta2 ** t), with t = 1 at the first step.",
  });
  if (near(grown, 1)) {
    const still = stillCounter(source);
    return still && { ...said(`\`${still.name}\` counts no steps`, mean), span: still.statement.span };
  }
  for (let k = 1; k <= mostSkipped; k++) if (grows(published, k, k + 1)) return undefined;
  for (const [form, which, what] of faulty)
    if (grows(form, 2, 3)) return said(what, which === "mean" ? mean : square);
  for (const other of betasIn(workings[0]!.run)) {
    if (grows((_, b, k) => published(other, b, k), 2, 3))
      return said(`the mean keeps ${shown(b1)}, and is corrected by ${shown(other)}`, mean);
    if (grows((b, _, k) => published(b, other, k), 2, 3)) {
      const found = said(
        `the mean of squares keeps ${shown(b2)}, and is corrected by ${shown(other)}`,
        square,
      );
      // a mean of squares that keeps what the mean keeps has taken its beta
      return near(b1, b2) ? { ...found, corrected: false } : found;
    }
  }
  for (let skip = 2; skip <= mostSkipped; skip++)
    for (let k = 1; k <= 2 * mostSkipped; k++)
      if (grows(published, k, k + skip)) return said(`its counter advances by ${skip} at every step`, mean);
  return undefined;
}

function deviationsOf(
  workings: readonly Working[],
  path: string,
  read: ReadonlySet<Node>,
  aheads: readonly Ahead[],
  source: Source,
): Deviation[] {
  const [working] = workings as [Working];
  const states = statesOf(working, path, read);
  const moments = states.map((state) => momentOf(working, state));
  const known = moments.filter((one) => one !== undefined);
  const means = known.filter((one) => !one.squared);
  const squares = known.filter((one) => one.squared);
  const found: (Deviation | undefined)[] = squares.map((one) => weightsOf(one, scaling));
  if (squares.length === 0) found.push(...means.map((one) => unsquaredOf(working, one)));
  // Adam with an L2 penalty is published too: only what is called AdamW is none of it
  if (means[0] && isAdamW(working, means[0], source)) found.push(decayOf(working, path, means[0]));
  const [mean, square] = [means[0], squares[0]];
  if (means.length === 1 && squares.length === 0 && states.length === 1) {
    // what keeps all of itself is a sum that nobody sets back
    if (!near(mean!.kept, 1)) found.push(velocityOf(working, mean!));
    if (aheads.length === 0) found.push(plainMomentum(workings, path, mean!, source));
  }
  found.push(lookAheadOf(workings, path, aheads));
  if (means.length === 1 && squares.length === 1) {
    found.push(weightsOf(mean!, adaptive));
    if (mean!.kept > square!.kept && mean!.kept < 1 && square!.kept >= leastKept)
      found.push({
        code: "optimizer/betas-swapped",
        path: mean!.path,
        names: adaptive,
        exchanged: [mean!, square!],
        message: `\`${mean!.path}\` keeps ${shown(mean!.kept)} and \`${square!.path}\` ${shown(square!.kept)}: the two betas stand the wrong way round`,
        why: "Adam's mean of gradients is short (beta1 = 0.9), its mean of squares long (beta2 = 0.999). Exchanged, the step keeps to a direction that is a thousand steps old, while its length follows every noise.",
        hint: "Published: beta1 = 0.9 for the mean, beta2 = 0.999 for the mean of squares.",
      });
    else if (states.length === 2 && isMean(mean!) && isMean(square!))
      found.push(biasOf(workings, mean!, square!, source));
  }
  return found.filter((one) => one !== undefined);
}

/**
 * Optimisers whose constants are none of the published ones, seen at two later passes of a loop, where they have a
 * state: Polyak 1964 (momentum), Nesterov 1983, Tieleman and Hinton 2012 (RMSProp), Kingma and Ba 2015 (Adam). What the
 * rule does not know raises nothing. `pointsAt` gives the passes, their gradients at the parameters or at the places
 * ahead of them.
 */
export function optimizerFaults(
  path: string,
  pointsAt: (isShifted: boolean) => AheadPoints,
  fallback: Span,
  source: Source,
  isTrial = false,
): Candidate[] {
  const entered = (isShifted: boolean) => {
    const at = pointsAt(isShifted);
    return { ...at, entry: entryOf(path, at.points, { anyLength: true }) };
  };
  const own = entered(false);
  const { points, aheads, entry } = own.entry || own.aheads.length === 0 ? own : entered(true);
  // a change on trial after which nothing is known any more puts nothing right
  if (!entry && isTrial && aheads.length > 0) return [unfollowed(path, fallback)];
  if (!entry?.hasState) return [];
  const workings = points.map(({ run }, at) => ({
    run,
    entry: entry.nodes[at]!,
    after: newNode(run, path),
  }));
  const { read } = points[0]!;
  return deviationsOf(workings, path, read, aheads, source).map((one) => {
    const span = one.span ?? placeOf(workings[0]!, one, source) ?? fallback;
    return {
      needsProof: false,
      remedies: optimizerRemedies(source, path, workings[0]!, { ...one, span }),
      diagnostic: {
        code: one.code,
        severity: one.names.test(source.text) ? "error" : "warning",
        span,
        message: one.message,
        why: one.why,
        hint: one.hint,
      },
    };
  });
}

const unfollowed = (path: string, span: Span): Candidate => ({
  needsProof: false,
  remedies: [],
  diagnostic: {
    code: "optimizer/look-ahead",
    severity: "warning",
    span,
    message: `the gradient by which \`${path}\` is moved is taken at none of the places ahead`,
  },
});
