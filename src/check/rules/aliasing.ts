import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { type Part, walk } from "../../lift/python/walk.ts";
import type { Candidate, Remedy } from "../candidate.ts";
import type { Source } from "../repair/source.ts";

const error = { code: "gradient/aliasing", severity: "error" } as const;
const why =
  "An assignment copies no numbers: both names stand for one array or list, and what is written into it under the one name is read under the other. The loss may fall all the same, as long as the steps point roughly downhill.";

/** Places where a second name is given to an array or list that is written into: each a fault if a copy there mends it. */
export function aliasingCandidates(source: Source): Candidate[] {
  const inPlace = writtenInto(source);
  const found: Candidate[] = [];
  for (const one of source.statements) {
    if (one.kind === "assign")
      found.push(...sharedBy(source, one, (text) => inPlace.has(keyOf(source, one, text))));
    for (const part of ownParts(one)) found.push(...repeated(source, part));
  }
  return found;
}

/** The expressions of a simple statement. */
function* ownParts(statement: Statement): Generator<Expression> {
  if (statement.kind !== "assign" && statement.kind !== "return" && statement.kind !== "expression") return;
  if (statement.value) for (const part of walk(statement.value)) yield part as Expression;
}

/** The name by which an array or list is held: `h` of `h[0]`, `self.W` of `self.W[i, :]`. */
function held(source: Source, target: Expression): string {
  return target.kind === "subscript" ? held(source, target.object) : source.textOf(target.span);
}

/** A name in its function; an object's attribute is the same in all of them. */
const keyOf = (source: Source, part: Part, text: string): string =>
  text.includes(".") ? text : `${source.functionOf(part)?.span.from ?? ""} ${text}`;

const writing = /(^|\.)(at|fill|copyto|put|putmask|clip|shuffle|sort|append|push|splice)$/;

/** What is changed in place somewhere: by `-=`, by an item, by a function that writes into its argument. */
function writtenInto(source: Source): ReadonlySet<string> {
  const found = new Set<string>();
  const note = (part: Part, text: string): void => void found.add(keyOf(source, part, text));
  for (const part of walk(source.roots as Statement[])) {
    if (part.kind === "update") note(part, held(source, part.target));
    if (part.kind === "assign" && "targets" in part)
      for (const target of part.targets)
        for (const one of target.kind === "tuple" || target.kind === "list" ? target.items : [target])
          if (one.kind === "subscript") note(part, held(source, one));
    if (part.kind !== "call" || !writing.test(source.textOf(part.callee.span))) continue;
    const [first] = part.arguments;
    if (first) note(part, held(source, first.value));
    if (part.callee.kind === "attribute") note(part, source.textOf(part.callee.object.span));
  }
  return found;
}

const isView = (value: Expression): boolean =>
  value.kind === "name" ||
  value.kind === "attribute" ||
  value.kind === "subscript" ||
  (value.kind === "call" &&
    value.callee.kind === "attribute" &&
    /^(reshape|ravel|view|transpose|squeeze)$/.test(value.callee.name));

function sharedBy(
  source: Source,
  statement: Extract<Statement, { kind: "assign" }>,
  isWritten: (text: string) => boolean,
): Candidate[] {
  const { targets, value, span } = statement;
  const names = targets.map((one) => source.textOf(one.span));
  const text = source.textOf(value.span);
  if (targets.length > 1) {
    if (value.kind === "constant" || !names.some(isWritten)) return [];
    const line = `${names.join(", ")} = ${names.map(() => text).join(", ")}`;
    return [
      {
        needsProof: true,
        remedies: [{ text: line, edits: [{ span, replacement: line }] }],
        diagnostic: {
          ...error,
          span,
          message: `${names.map((one) => `\`${one}\``).join(" and ")} are one and the same array`,
          why,
          hint: "Make an array for each of them.",
        },
      },
    ];
  }
  const [name] = names as [string];
  if (!isView(value)) return [];
  if (!["name", "attribute", "subscript"].includes(targets[0]!.kind)) return [];
  const base = value.kind === "call" ? text : held(source, value);
  if (![name, base, held(source, targets[0]!)].some(isWritten)) return [];
  return [
    {
      needsProof: true,
      remedies: [...copies(source, value, text), ...(carried.test(name) ? [begun(source, value, text)] : [])],
      diagnostic: {
        ...error,
        span,
        message: `\`${name}\` is \`${text}\` itself, not a copy of it: what is written into one is written into both`,
        why,
        hint: `Copy it where \`${name}\` is to keep its numbers.`,
      },
    },
  ];
}

/** What an optimiser carries begins at zero. */
const carried = /^(self\.)?(v|m|s|u|vel|velocity|mom|momentum|cache|moment|mean|sq)(_|[A-Z]|\d|$)/;

const begun = (source: Source, { span }: Expression, text: string): Remedy => {
  const numpy = /^\s*import\s+numpy\s+as\s+(\w+)/m.exec(source.text)?.[1] ?? "numpy";
  const form = `${numpy}.zeros_like(${text})`;
  return { text: form, edits: [{ span, replacement: form }] };
};

/** The ways in which an array, and then a list, is copied. */
function copies(source: Source, { span }: Expression, text: string): Remedy[] {
  const forms = source.language.spelling.hasArrays
    ? [`${text}.copy()`, `[row[:] for row in ${text}]`]
    : [`${text}.slice()`, `${text}.map((row) => row.slice())`];
  return forms.map((form) => ({ text: form, edits: [{ span, replacement: form }] }));
}

/** `[row] * n`, `dict.fromkeys(names, array)`, `new Array(n).fill(row)`: n times the same row. */
function repeated(source: Source, part: Expression): Candidate[] {
  const told = (form: string, what: string): Candidate[] => [
    {
      needsProof: true,
      remedies: [{ text: form, edits: [{ span: part.span, replacement: form }] }],
      diagnostic: {
        ...error,
        span: part.span,
        message: `\`${source.textOf(part.span)}\` holds one ${what} several times, not several of them`,
        why,
        hint: "Make each of them anew.",
      },
    },
  ];
  if (part.kind === "binary" && part.operator === "*") {
    const [list, count] = part.left.kind === "list" ? [part.left, part.right] : [part.right, part.left];
    const [item] = list.kind === "list" && list.items.length === 1 ? list.items : [];
    if (!item || (item.kind !== "list" && item.kind !== "call" && item.kind !== "binary")) return [];
    return told(
      `[${source.textOf(item.span)} for _ in range(${source.textOf(count.span)})]`,
      item.kind === "list" ? "list" : "array",
    );
  }
  if (part.kind !== "call" || part.callee.kind !== "attribute") return [];
  const { callee } = part;
  const [first, second] = part.arguments;
  if (callee.name === "fromkeys" && second?.value.kind === "call")
    return told(
      `{key: ${source.textOf(second.value.span)} for key in ${source.textOf(first!.value.span)}}`,
      "array",
    );
  if (
    callee.name === "fill" &&
    first &&
    (first.value.kind === "list" || first.value.kind === "call" || first.value.kind === "new")
  ) {
    const maker = callee.object;
    const [size] = maker.kind === "new" || maker.kind === "call" ? maker.arguments : [];
    if (size)
      return told(
        `Array.from({ length: ${source.textOf(size.value.span)} }, () => ${source.textOf(first.value.span)})`,
        "list",
      );
  }
  return [];
}
