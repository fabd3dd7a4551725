import type { Span } from "../../base/span.ts";
import { adjoints } from "../../calculus/adjoints.ts";
import { reachable } from "../../graph/walk.ts";
import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { type Part, walk } from "../../lift/python/walk.ts";
import { evaluate } from "../../run/evaluate.ts";
import type { Candidate, Remedy } from "../candidate.ts";
import { gradientsOf, proportion, steady } from "../gradient.ts";
import { opened } from "../losses/form.ts";
import type { Parameter } from "../parameter.ts";
import type { Program } from "../program.ts";
import type { Source } from "../repair/source.ts";
import type { StepRun } from "../step.ts";
import { isGood, type Judged } from "../verdict.ts";
import { claims, plainName } from "./gradient-names.ts";

/** A parameter that stays where it began, though the program has its gradient. */
export interface Idle {
  readonly path: string;
  readonly candidate: Candidate;
}

/** What a loss reads and nobody wants to move: data, targets, states that are carried, settings. */
const data =
  /^(x|xs|xi|xb|x_?(train|batch|data|in|t)?|in|inp|inputs?|data|batch|images?|img|features?|signals?|seq(uence)?|y|ys|yi|y_?(train|batch|true)?|t|ts|labels?|targets?|truth|expected|samples?|points?|noise|a0|a_?prev|acts?|activations?|cache|outputs?|h_?\d*|c_?\d*|h_?prev|c_?prev|states?|hidden|memory|masks?|eps(ilon)?|lam(bda)?|reg|temperature)$/i;
const frozen =
  /\b(freez\w*|froz\w*|fixed|untrain\w*|(not|never|no) (be )?(learn\w*|train\w*|updat\w*|moved))\b/i;

/** Parameters whose gradient is computed and that no step ever moves, where the others follow theirs. */
export function neverUpdated(
  source: Source,
  program: Program,
  judged: Judged,
  later: readonly StepRun[],
): Idle[] {
  const { slopes, verdicts } = judged;
  if (slopes.length < 2 || !verdicts.some(isGood)) return [];
  if (commentsOf(source).some((one) => frozen.test(one))) return [];
  const moved = new Set(program.moved.map((path) => program.first.variables.get(path)!.node));
  const updates = updatesIn(source, program);
  const found: Idle[] = [];
  const { run: own, read } = slopes[0]!;
  for (const [path, { node }] of own.variables) {
    if (!read.has(node) || moved.has(program.first.variables.get(path)!.node)) continue;
    if (data.test(plainName(path)) || updates.some((one) => isSetBy(one, path))) continue;
    if (isMovedByKey(source, path)) continue;
    const stays = ({ variables, after }: StepRun): boolean =>
      after.get(path)?.node === variables.get(path)?.node;
    const runs = [...slopes.map((one) => one.run), ...later];
    if (
      !runs.every(stays) ||
      !later.every(({ start }) => sameNumbers(start.get(path), program.first.start.get(path)!))
    )
      continue;
    const gradient = gradientOf(program, judged, path) ?? unusedOf(source, judged, path);
    if (!gradient || isShown(source, gradient.name)) continue;
    found.push(idle(source, judged, path, gradient));
  }
  return found;
}

/** The text of all comments. */
const commentsOf = ({ text }: Source): string[] =>
  [...text.matchAll(/(?:#|\/\/)\s*(.*)/g)].map((one) => one[1]!);

/** A list may have lost what it held. */
const sameNumbers = (a: Float64Array | undefined, b: Float64Array): boolean =>
  a?.every((one, at) => one === b[at]) ?? false;

interface Found {
  /** The gradient as the program writes it. */
  readonly text: string;
  readonly name: string;
  readonly span: Span;
}

/** The quantity of the step that is, by its name and its numbers, the gradient by `path`. */
function gradientOf({ moved }: Program, { slopes }: Judged, path: string): Found | undefined {
  const pseudo: Parameter = { path, members: [path], span: { from: 0, to: 0 } };
  const wanted = slopes.map(({ run, found }) => gradientsOf(run, found, [pseudo], moved).get(path)!);
  if (wanted.some((one) => one.every((value) => value === 0))) return undefined;
  const isIt = (numbers: readonly (Float64Array | undefined)[]): boolean =>
    steady(numbers.map((one, at) => one && proportion(one, wanted[at]!))) !== undefined;
  const { events, after } = slopes[0]!.run;
  for (let order = events.length - 1; order >= 0; order--) {
    const { target, span, kind } = events[order]!;
    if (kind !== "assigned" || span.from < 0 || !claims(target, path)) continue;
    const same = slopes.map(({ run }) => {
      const event = run.events[order];
      return event?.span.from === span.from ? event.numbers : undefined;
    });
    if (isIt(same)) return { text: target, name: plainName(target), span };
  }
  for (const other of after.keys()) {
    if (other === path || !claims(other, path)) continue;
    if (!isIt(slopes.map(({ run }) => run.after.get(other)?.numbers))) continue;
    const { node } = after.get(other)!;
    const event = events.findLast((one) => one.kind === "assigned" && one.node && one.node === node);
    if (event) return { text: other, name: plainName(other), span: event.span };
  }
  return undefined;
}

const weight = /^(w|u|v|b|weights?|bias(es)?|kernel|theta|gamma|beta)([A-Z_\d]|$)|^[WUVB]/i;

/**
 * The gradient of what is computed from `path`, and from no other way to the loss, that nothing reads any more: with
 * `dK` of `K = X @ Wk` begins the gradient of `Wk`.
 */
function unusedOf(source: Source, { slopes }: Judged, path: string): Found | undefined {
  if (!weight.test(plainName(path))) return undefined;
  const { run, found, read } = slopes[0]!;
  const { node: own } = run.variables.get(path)!;
  for (const [order, { target, kind, span }] of run.events.entries()) {
    if (kind !== "assigned" || isRead(source, target)) continue;
    const forward = run.events.findIndex(
      (one) => one.kind === "assigned" && one.node && read.has(one.node) && claims(target, one.target),
    );
    const node = run.events[forward]?.node;
    if (!node?.operands.some((one) => opened(one) === own)) continue;
    if (reachable([found.node], (one) => one === node).includes(own)) continue;
    const isIt = slopes.map((slope) => {
      const [numbers, of] = [slope.run.events[order]?.numbers, slope.run.events[forward]?.node];
      if (!numbers || !of) return undefined;
      const adjoint = adjoints(slope.run.graph, slope.found.node, [of]).get(of)!;
      return proportion(numbers, evaluate([adjoint], slope.run.values).get(adjoint)!.data);
    });
    if (steady(isIt) !== undefined) return { text: target, name: plainName(target), span };
  }
  return undefined;
}

/** Whether the program reads a name anywhere. */
function isRead(source: Source, name: string): boolean {
  const set = new Set<Part>();
  for (const one of source.statements)
    if (one.kind === "assign")
      for (const target of one.targets) for (const part of walk(target)) set.add(part);
  for (const part of walk(source.roots as Statement[]))
    if (part.kind === "name" && part.name === name && !set.has(part)) return true;
  return false;
}

/** Whether a target may be a parameter under another path, and is no gradient that is kept under its name. */
const isSetBy = (target: string, path: string): boolean =>
  plainName(target) === plainName(path) && !claims(target, path);

/** What the program sets in a loop, or anew from itself: a parameter that has its name is moved somewhere. */
function updatesIn(source: Source, { pass }: Program): string[] {
  const found = new Set<string>();
  const note = (target: Expression): void => {
    for (const one of target.kind === "tuple" || target.kind === "list" ? target.items : [target])
      found.add(source.textOf(one.span).replaceAll("'", '"'));
  };
  const inLoops = new Set<Part>();
  for (const part of walk(source.roots as Statement[]))
    if (part.kind === "for" || part.kind === "while")
      for (const inner of walk(part.body as Statement[])) inLoops.add(inner);
  for (const part of walk(pass.body as Statement[])) inLoops.add(part);
  for (const part of walk(source.roots as Statement[])) {
    if (part.kind === "update") note(part.target);
    if (part.kind !== "assign" || !("targets" in part)) continue;
    const texts = new Set([...walk(part.value)].map((one) => source.textOf(one.span)));
    for (const target of part.targets)
      if (inLoops.has(part) || texts.has(source.textOf(target.span))) note(target);
  }
  return [...found];
}

/** Whether an item of the same list or dict is moved under a condition: some of them only, then, and on purpose. */
function isMovedByKey(source: Source, path: string): boolean {
  const [root] = path.split("[");
  if (root === path) return false;
  return source.statements.some((one) => {
    const targets = one.kind === "update" ? [one.target] : one.kind === "assign" ? one.targets : [];
    const isOwn = targets.some(
      (target) =>
        target.kind === "subscript" &&
        target.index.kind !== "constant" &&
        plainName(source.textOf(target.object.span)) === plainName(root!),
    );
    if (!isOwn) return false;
    for (let around = source.parentOf(one); around; around = source.parentOf(around))
      if (around.kind === "if") return true;
    return false;
  });
}

const showing =
  /print|format|log|append|push|close|norm|^abs$|assert|plot|write|check|max|min|equal|debug|show/i;

/** Whether a gradient is read for its own sake: printed, compared, kept. */
function isShown(source: Source, name: string): boolean {
  for (const part of walk(source.roots as Statement[])) {
    const own =
      part.kind === "name" || part.kind === "attribute"
        ? part.name
        : part.kind === "subscript" && part.index.kind === "constant"
          ? String(part.index.value)
          : undefined;
    if (own !== name) continue;
    for (let around = source.parentOf(part); around; around = source.parentOf(around)) {
      if (around.kind === "format" || around.kind === "compare" || around.kind === "assert") return true;
      if (around.kind === "call" && showing.test(plainName(source.textOf(around.callee.span)))) return true;
    }
  }
  return false;
}

function idle(source: Source, judged: Judged, path: string, { text, span }: Found): Idle {
  const { loss, slopes, parameters, rate } = judged;
  const start = slopes[0]!.run.start.get(path)!;
  const shown = loss.stated ? `\`${loss.name}\`` : `the ${loss.name}`;
  const remedies = parameters.flatMap((one) => likeItsNeighbour(source, one, path, text, rate?.name));
  return {
    path,
    candidate: {
      // of a loss that is only inferred the whole program has to be right once it is moved
      needsProof: !loss.stated,
      remedies: remedies.slice(0, 3),
      diagnostic: {
        code: "update/missing",
        severity: "error",
        span,
        message: `\`${text}\` is computed, and \`${path}\` is never moved by it`,
        why: `${shown} depends on \`${path}\`, and its derivative is at hand, but no statement sets \`${path}\` anew: it keeps ${start.length === 1 ? "the value" : "the values"} it began with. The loss falls all the same, because the other parameters still descend.`,
        hint: `Update \`${path}\` as the others are, or leave its gradient out where it is meant to stay.`,
      },
    },
  };
}

/** The update of a parameter that is right, written for another one, behind it. */
function likeItsNeighbour(
  source: Source,
  { path: neighbour, span }: Parameter,
  path: string,
  gradient: string,
  rate: string | undefined,
): Remedy[] {
  const statement = source.statementAt(span);
  if (!statement || (statement.kind !== "assign" && statement.kind !== "update")) return [];
  const target = statement.kind === "update" ? statement.target : statement.targets[0]!;
  const written = source.textOf(target.span);
  const own = renamed(written, plainName(neighbour), plainName(path));
  if (own === undefined) return [];
  const value = source.textOf(statement.value.span);
  const names = [...walk(statement.value)].filter(
    (one) => one.kind === "name" || one.kind === "attribute" || one.kind === "subscript",
  );
  const texts = names.map((one) => source.textOf(one.span));
  const of =
    texts.find((one) => claims(one.replaceAll("'", '"'), neighbour)) ??
    texts.find(
      (one) => /^d[A-Z]|^(d|grad)_/.test(one) && plainName(one).length === plainName(gradient).length,
    );
  const operator = source.textOf({ from: target.span.to, to: statement.value.span.from });
  const forms: string[] = [];
  const put = (text: string): string => text.replaceAll(written, own);
  if (of !== undefined) {
    // what is read holds its own name
    const other = renamed(of, plainName(of.replaceAll("'", '"')), plainName(gradient))!;
    forms.push(put(value.replaceAll(of, other)));
  }
  if (rate !== undefined)
    forms.push(statement.kind === "update" ? `${rate} * ${gradient}` : `${own} - ${rate} * ${gradient}`);
  const at = statement.span.to;
  const from = source.text.lastIndexOf("\n", statement.span.from - 1) + 1;
  const indent = /^\s*/.exec(source.text.slice(from))![0];
  const end = source.text.slice(at).startsWith(";") ? ";" : "";
  return [...new Set(forms)].map((form) => {
    const line = `${own}${operator}${form}`;
    return { text: line, edits: [{ span: { from: at, to: at }, replacement: `${end}\n${indent}${line}` }] };
  });
}

/** A name written for another of the same holder: `self.W` as `self.b`, `params["W1"]` as `params["b1"]`. */
function renamed(text: string, from: string, to: string): string | undefined {
  const at = text.lastIndexOf(from);
  return at < 0 ? undefined : `${text.slice(0, at)}${to}${text.slice(at + from.length)}`;
}
