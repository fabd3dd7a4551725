import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { walk } from "../../lift/python/walk.ts";
import type { Candidate, Remedy } from "../candidate.ts";
import type { Source } from "../repair/source.ts";
import type { LoopStatement } from "../step.ts";

const code = "forward/stale";
const mostBefore = 12;

/**
 * Loops that read what is computed before them from what they move: each is a fault if the program is right with that
 * statement inside. A loop that goes through data or layers reads such values on purpose.
 */
export function staleForward(source: Source): Candidate[] {
  const found: Candidate[] = [];
  for (const loop of source.statements) {
    if ((loop.kind !== "for" && loop.kind !== "while") || isInside(source, loop) || goesThrough(loop))
      continue;
    const block = source.blockOf(loop)!;
    const at = block.indexOf(loop);
    const before = forwardBefore(source, block.slice(Math.max(0, at - mostBefore), at), loop);
    // the last alone, then with those before it
    const sets = before.map((_, k) => before.slice(before.length - 1 - k));
    const remedies = sets.flatMap((all) => movedInto(source, loop, all) ?? []);
    const last = before.at(-1);
    if (!last || remedies.length === 0) continue;
    found.push({
      needsProof: true,
      remedies,
      diagnostic: {
        code,
        severity: "error",
        span: last.span,
        message: `\`${source.textOf(last.span).split("\n")[0]}\` is computed once, before the loop that moves what it is computed from`,
        why: "Every pass compares the same outputs with the targets, and takes the same step again: the parameters run on along the gradient of the start, and the loss that is computed from these outputs stands still.",
        hint: "Compute it anew in each pass, before the gradient.",
        related: [{ span: { from: loop.span.from, to: loop.span.from + 3 }, message: "in this loop" }],
      },
    });
  }
  return found;
}

/** Whether a loop stands in another one. */
function isInside(source: Source, loop: Statement): boolean {
  for (let one = source.parentOf(loop); one; one = source.parentOf(one))
    if (one.kind === "for" || one.kind === "while") return true;
  return false;
}

/** Whether a loop takes one thing after the other: samples, layers, batches. */
function goesThrough(loop: LoopStatement): boolean {
  if (loop.kind === "while") return false;
  const { iterable, target, body } = loop;
  const name = iterable.kind === "call" && iterable.callee.kind === "name" ? iterable.callee.name : "";
  if (!/^(x?range|trange|tqdm)$/.test(name) || target.kind !== "name") return true;
  for (const part of walk(body as Statement[]))
    if (
      part.kind === "subscript" &&
      [...walk(part.index)].some((one) => one.kind === "name" && one.name === target.name)
    )
      return true;
  return false;
}

const namesIn = (part: Expression | readonly Statement[]): Set<string> =>
  new Set([...walk(part as Statement[])].flatMap((one) => (one.kind === "name" ? [one.name] : [])));

/** What statements set: names, attributes and items by the text of what holds them. */
function setIn(source: Source, body: readonly Statement[]): Set<string> {
  const found = new Set<string>();
  const note = (target: Expression): void => {
    if (target.kind === "tuple" || target.kind === "list") for (const one of target.items) note(one);
    else if (target.kind === "subscript") note(target.object);
    else found.add(source.textOf(target.span));
  };
  for (const part of walk(body as Statement[])) {
    if (part.kind === "update") note(part.target);
    if (part.kind === "assign" && "targets" in part) for (const target of part.targets) note(target);
  }
  return found;
}

/** The statements before a loop that compute what it reads, or what one of them reads, from what the loop moves. */
function forwardBefore(source: Source, all: readonly Statement[], loop: LoopStatement): Statement[] {
  const read = namesIn(loop.body);
  const found: Statement[] = [];
  for (const one of [...all].reverse()) {
    if (!isForward(source, one, loop, read)) continue;
    found.unshift(one);
    if (one.kind === "assign") for (const name of namesIn(one.value)) read.add(name);
  }
  return found;
}

/** Whether a statement computes what a loop reads and does not set, from what the loop moves. */
function isForward(
  source: Source,
  statement: Statement,
  { body }: LoopStatement,
  read: ReadonlySet<string>,
): boolean {
  // what draws numbers has its place
  if (/random|seed|rng|shuffle/.test(source.textOf(statement.span))) return false;
  const inside = setIn(source, body);
  if (statement.kind === "expression") {
    const { value } = statement;
    if (value.kind !== "call" || value.callee.kind !== "attribute") return false;
    const object = source.textOf(value.callee.object.span);
    const calls = [...walk(body as Statement[])].flatMap((one) =>
      one.kind === "call" && one.callee.kind === "attribute" ? [one.callee] : [],
    );
    const { name } = value.callee;
    return (
      calls.some((one) => source.textOf(one.object.span) === object) &&
      calls.every((one) => one.name !== name)
    );
  }
  if (statement.kind !== "assign") return false;
  const own = setIn(source, [statement]);
  // what is computed anew now and then, for a line of output say, is old most of the time
  const always = setIn(
    source,
    body.filter((one) => one.kind !== "if"),
  );
  if (![...own].some((one) => read.has(one)) || [...own].some((one) => always.has(one))) return false;
  const behind = [...walk(statement.value)].map((one) => source.textOf(one.span));
  // a method of an object, or a function, may read what the loop moves
  return behind.some((one) => inside.has(one)) || callsOwn(source, statement.value);
}

/** Whether an expression calls a function or method of the program's own. */
function callsOwn(source: Source, value: Expression): boolean {
  const defined = new Set(
    [...walk(source.roots as Statement[])].flatMap((one) => (one.kind === "function" ? [one.name] : [])),
  );
  return [...walk(value)].some((one) => {
    if (one.kind !== "call") return false;
    return defined.has(source.textOf(one.callee.span).split(".").pop()!);
  });
}

/** Statements taken to the beginning of a loop's body; undefined where they share their lines with others. */
function movedInto(source: Source, loop: LoopStatement, all: readonly Statement[]): Remedy | undefined {
  const { text } = source;
  const first = loop.body[0]!;
  const start = text.lastIndexOf("\n", first.span.from - 1) + 1;
  const indent = text.slice(start, first.span.from);
  if (indent.trim() !== "") return undefined;
  // the body has lines of its own, so that a line ends behind each statement before it
  const lines = all.map(({ span }) => ({
    from: text.lastIndexOf("\n", span.from - 1) + 1,
    to: text.indexOf("\n", span.to) + 1,
    span,
  }));
  const isAlone = lines.every(
    ({ from, to, span }) =>
      text.slice(from, span.from).trim() === "" && !/^\s*;/.test(text.slice(span.to, to)),
  );
  if (!isAlone) return undefined;
  const moved = lines.map(({ from, span, to }) => {
    const own = text.slice(from, span.from);
    return text
      .slice(from, to)
      .split("\n")
      .map((line) => (line.startsWith(own) ? indent + line.slice(own.length) : line))
      .join("\n");
  });
  return {
    text: `move ${all.map(({ span }) => text.slice(span.from, span.to).split("\n")[0]).join("; ")} into the loop`,
    edits: [
      ...lines.map(({ from, to }) => ({ span: { from, to }, replacement: "" })),
      { span: { from: start, to: start }, replacement: moved.join("").replace(/ +$/, "") },
    ],
  };
}
