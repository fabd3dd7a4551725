import type { Node } from "../../graph/node.ts";
import { reachable } from "../../graph/walk.ts";
import { parseExpression } from "../../lift/python/parse.ts";
import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { afterNodes } from "../gradient.ts";
import type { Parameter } from "../parameter.ts";
import type { Program } from "../program.ts";
import type { Judged } from "../verdict.ts";
import { likeFirst, targetOf } from "./atoms.ts";
import { type Edit, restate } from "./edit.ts";
import type { Vocabulary } from "./proposals.ts";
import type { Source } from "./source.ts";

/** A statement's whole line, with the line's end. */
function lineOf({ text }: Source, { span }: Statement): { from: number; to: number } {
  const from = text.lastIndexOf("\n", span.from - 1) + 1;
  const end = text.indexOf("\n", span.to);
  return { from, to: end < 0 ? text.length : end + 1 };
}

/** Updates that come before a step that reads the old value, each moved to the end of its block. */
export function earlyUpdates(
  source: Source,
  program: Program,
  { loss, parameters }: Judged,
  wrong: Parameter,
): Edit[] {
  const { first } = program;
  const read = new Set(reachable([loss.find(first)!.node]));
  const behind = new Set(reachable(afterNodes(first, [wrong])));
  const edits: Edit[] = [];
  for (const early of parameters) {
    if (early === wrong) continue;
    const isSet = ({ node }: { readonly node: Node | undefined }): boolean =>
      node !== undefined && behind.has(node) && !read.has(node) && node.op !== "variable";
    const update = source.statementAt(early.span);
    // of an array that is set row by row it is a row that is read again
    const renewed =
      early.members.some((path) => isSet(first.after.get(path)!)) ||
      first.events.some(
        (one) =>
          one.kind === "assigned" &&
          one.target.includes("[…]") &&
          isSet(one) &&
          source.statementAt(one.span) === update,
      );
    const moved = renewed ? update : undefined;
    if (!moved) continue;
    const block = source.blockOf(moved);
    const last = block.findLast((one) => one.kind !== "return" && one !== moved);
    if (!last || block.indexOf(last) < block.indexOf(moved)) continue;
    const line = lineOf(source, moved);
    const after = lineOf(source, last).to;
    const text = source.textOf(line).replace(/\n?$/, "\n");
    const needsBreak = source.text[after - 1] !== "\n";
    edits.push({
      rule: "early",
      span: moved.span,
      from: early.path,
      to: wrong.path,
      changes: [
        { span: line, replacement: "" },
        { span: { from: after, to: after }, replacement: needsBreak ? `\n${text.trimEnd()}` : text },
      ],
      expressions: new Map(),
      blocks: new Map([
        [block, block.flatMap((one) => (one === moved ? [] : one === last ? [one, moved] : [one]))],
      ]),
    });
  }
  return edits;
}

const mostContinued = 24;

/** A line after a statement, by which what it sets is scaled or masked: the one that has been forgotten. */
export function* continued(source: Source, statement: Statement, { atoms }: Vocabulary): Generator<Edit> {
  const target =
    statement.kind === "update"
      ? statement.target
      : statement.kind === "assign"
        ? statement.targets[0]
        : undefined;
  const whole = target?.kind === "subscript" ? target.object : target;
  if (whole?.kind !== "name") return;
  const { language } = source;
  const line = source.text.lastIndexOf("\n", statement.span.from - 1) + 1;
  const indent = source.text.slice(line, statement.span.from);
  if (indent.trim() !== "") return;
  const end =
    language.name === "JavaScript" && source.text[statement.span.to] === ";"
      ? statement.span.to + 1
      : statement.span.to;
  const few = atoms.filter((one) => one !== whole.name).slice(0, mostContinued);
  const values = [
    ...few.map((one) => `${whole.name} / ${one}`),
    ...few.map((one) => `${whole.name} * ${one}`),
    ...few.map((one) => `${whole.name} * ${language.spelling.positive(one)}`),
  ];
  for (const text of values) {
    const value = language.parseExpression(text);
    if (!value) continue;
    const added = `${whole.name} = ${text}`;
    yield restate(
      source,
      statement,
      [statement, { kind: "assign", targets: [whole], value, span: statement.span }],
      "factor",
      {
        span: { from: end, to: end },
        replacement: `\n${indent}${added}${language.name === "JavaScript" ? ";" : ""}`,
      },
      {
        from: whole.name,
        to: text
          .slice(whole.name.length + 1)
          .replace(/^\* /, "")
          .replace(/^\/ /, "1 / "),
      },
    );
  }
}

/** A gradient that is set where it should grow, or grows where it should be set. */
export function* overwritten(source: Source, statement: Statement): Generator<Edit> {
  if (statement.kind === "assign" && statement.targets.length === 1) {
    const [target] = statement.targets;
    if (target!.kind === "tuple" || target!.kind === "list") return;
    const between = { from: target!.span.to, to: statement.value.span.from };
    for (const operator of ["+", "-"]) {
      yield restate(
        source,
        statement,
        [{ kind: "update", target: target!, operator, value: statement.value, span: statement.span }],
        "overwritten",
        { span: between, replacement: source.textOf(between).replace("=", `${operator}=`) },
        { from: "=", to: `${operator}=` },
      );
    }
  }
  if (statement.kind === "update") {
    const between = { from: statement.target.span.to, to: statement.value.span.from };
    yield restate(
      source,
      statement,
      [{ kind: "assign", targets: [statement.target], value: statement.value, span: statement.span }],
      "overwritten",
      { span: between, replacement: source.textOf(between).replace(`${statement.operator}=`, "=") },
      { from: `${statement.operator}=`, to: "=" },
    );
  }
}

/** An update of another parameter than the one that it starts from: `b2 = b1 - rate * db1`. */
export function* retargeted(source: Source, statement: Statement): Generator<Edit> {
  if (statement.kind !== "assign" || statement.targets.length !== 1) return;
  const [target] = statement.targets as [Expression];
  const { value } = statement;
  if (value.kind !== "binary" || (value.operator !== "-" && value.operator !== "+")) return;
  const [from, to] = [source.textOf(target.span), source.textOf(value.left.span)];
  if (
    value.left.kind !== target.kind ||
    from === to ||
    !["name", "attribute", "subscript"].includes(target.kind)
  )
    return;
  yield restate(
    source,
    statement,
    [{ ...statement, targets: [value.left] }],
    "target",
    { span: target.span, replacement: to },
    { from: to, to: from },
  );
}

const mostRedirected = 6;

/** What is written into the items of one array, written into those of another: `probs[rows, y] -= 1`. */
export function* redirected(source: Source, statement: Statement, { atoms }: Vocabulary): Generator<Edit> {
  const target = targetOf(statement);
  if (target?.kind !== "subscript") return;
  let holder = target.object;
  while (holder.kind === "subscript") holder = holder.object;
  if (holder.kind !== "name") return;
  const own = holder.name;
  type Item = Extract<Expression, { kind: "subscript" }>;
  const put = (name: string, item: Item): Expression => ({
    ...item,
    object: item.object === holder ? { ...holder, name } : put(name, item.object as Item),
  });
  const arrays = new Set(atoms.flatMap((one) => /^\w+(?=\[|$)/.exec(one)?.[0] ?? []));
  arrays.delete(own);
  const names = likeFirst([...arrays], own);
  for (const name of names.slice(0, mostRedirected)) {
    const other = put(name, target);
    yield restate(
      source,
      statement,
      [
        statement.kind === "update"
          ? { ...statement, target: other }
          : { ...(statement as Extract<Statement, { kind: "assign" }>), targets: [other] },
      ],
      "operand",
      { span: holder.span, replacement: name },
      { from: own, to: name },
    );
  }
}

/** Rows that are added to by an array of their numbers: where a number stands twice, only the last counts. */
export function* repeatedIndices(source: Source, statement: Statement): Generator<Edit> {
  if (statement.kind !== "update" || (statement.operator !== "+" && statement.operator !== "-")) return;
  const { target, value, span } = statement;
  if (target.kind !== "subscript" || target.index.kind === "constant" || target.index.kind === "slice")
    return;
  const name = /^\s*import\s+numpy\s+as\s+(\w+)/m.exec(source.text)?.[1] ?? "numpy";
  const [object, index, added] = [target.object.span, target.index.span, value.span].map((one) =>
    source.textOf(one),
  );
  const rows = target.index.kind === "tuple" ? `(${index!.replace(/^\(|\)$/g, "")})` : index;
  const text = `${name}.${statement.operator === "+" ? "add" : "subtract"}.at(${object}, ${rows}, ${added})`;
  const call = parseExpression(text);
  if (call)
    yield restate(
      source,
      statement,
      [{ kind: "expression", value: call, span }],
      "repeated",
      { span, replacement: text },
      {
        from: `${statement.operator}=`,
        to: `${name}.add.at`,
      },
    );
}
