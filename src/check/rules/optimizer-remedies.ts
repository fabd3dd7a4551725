import type { Edit } from "../../base/diagnostic.ts";
import { applied } from "../../base/edits.ts";
import type { Span } from "../../base/span.ts";
import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { type Part, walk } from "../../lift/python/walk.ts";
import type { Remedy } from "../candidate.ts";
import type { Moment, Working } from "../moments.ts";
import { rightOf, targetOf } from "../repair/atoms.ts";
import type { Source } from "../repair/source.ts";
import { type Deviation, placeOf } from "./deviation.ts";

/** How many changes of one kind are tried. */
const most = 10;

type Change = readonly Edit[];
type Binary = Extract<Expression, { kind: "binary" }>;

/** Changes of the text that may make an optimiser the published one; which of them does, a trial says. */
export function optimizerRemedies(
  source: Source,
  parameter: string,
  working: Working,
  deviation: Deviation & { readonly span: Span },
): Remedy[] {
  const { code, span, path, exchanged, unread } = deviation;
  const place = source.statementAt(span);
  if (!place) return [];
  const setting = (state: string): Statement[] => {
    const set = placeOf(working, { path: state }, source);
    const statement = set && source.statementAt(set);
    return statement ? [statement] : [];
  };
  const own = setting(path);
  const moved = setting(parameter);
  const changes = (): Change[] => {
    switch (code) {
      case "optimizer/betas-swapped":
        return exchanges(
          source,
          exchanged!.flatMap((one) => setting(one.path)),
          exchanged!,
        );
      case "optimizer/velocity-sign":
        return [...new Set([place, ...own, ...moved])].flatMap((one) => signs(source, one, parameter));
      case "optimizer/moment-weights":
        return own.flatMap((one) => weights(source, one));
      case "optimizer/bias-correction":
        return corrections(source, place, own);
      case "optimizer/look-ahead":
        if (unread) return readings(source, place, own, unread);
        return !deviation.ahead
          ? []
          : [
              ...fromItself(source, place, moved, parameter),
              ...everywhere(source, place, parameter),
              ...signs(source, place, parameter),
              ...shares(source, place, own),
            ];
      default:
        return [];
    }
  };
  return changes().map((edits) => ({ text: textAfter(source, edits), edits }));
}

/** The first changed line as it reads then. */
function textAfter(source: Source, edits: Change): string {
  const first = Math.min(...edits.map(({ span }) => span.from));
  const from = source.text.lastIndexOf("\n", first - 1) + 1;
  const end = source.text.indexOf("\n", first);
  const to = end < 0 ? source.text.length : end;
  const own = edits.filter(({ span }) => span.to <= to);
  return applied(source.text.slice(from, to), own, from).trim();
}

const expressionsIn = (parts: Part | readonly Part[]): Expression[] => [...walk(parts)] as Expression[];

/** Names, attributes and items that are no part of a longer one. */
const leavesIn = (source: Source, parts: Part | readonly Part[]): Expression[] =>
  expressionsIn(parts).filter((one) => {
    if (!["name", "attribute", "subscript", "constant"].includes(one.kind)) return false;
    const { kind } = source.parentOf(one)!;
    return kind !== "attribute" && kind !== "subscript";
  });

/** `+` for `-` and `-` for `+`. */
function turned(source: Source, part: Part, parameter: string): Edit | undefined {
  if (part.kind === "binary" && /^[+-]$/.test(part.operator))
    return turnedBetween(source, part.left.span.to, part.right.span.from, part.operator);
  const isStep = part.kind === "update" && source.textOf(part.target.span) === parameter;
  if (isStep && /^[+-]$/.test(part.operator))
    return turnedBetween(source, part.target.span.to, part.value.span.from, part.operator);
  return undefined;
}

function turnedBetween(source: Source, from: number, to: number, operator: string): Edit {
  const at = source.text.slice(from, to).indexOf(operator);
  return { span: { from: from + at, to: from + at + 1 }, replacement: operator === "+" ? "-" : "+" };
}

/** Each sum of a statement as a difference and each difference as a sum, then each minus left out. */
function signs(source: Source, statement: Statement, parameter: string): Change[] {
  const parts = expressionsIn(statement);
  const turns = parts.flatMap((part) => turned(source, part, parameter) ?? []);
  const minuses = parts.flatMap((part): Edit[] =>
    part.kind === "unary" && part.operator === "-"
      ? [{ span: { from: part.span.from, to: part.operand.span.from }, replacement: "" }]
      : [],
  );
  return [...turns, ...minuses].map((edit) => [edit]).slice(0, most);
}

/** All sums and differences of a statement at once, and whatever reads like them elsewhere. */
function everywhere(source: Source, statement: Statement, parameter: string): Change[] {
  const plain = ({ span }: Part): string => source.textOf(span).replace(/\s+/g, "");
  const own = expressionsIn(statement).filter((part) => turned(source, part, parameter));
  const texts = new Set(own.map(plain));
  const all = expressionsIn(source.roots as Statement[]).filter((part) => texts.has(plain(part)));
  const one = (parts: readonly Part[]): Change =>
    parts.flatMap((part) => turned(source, part, parameter) ?? []);
  // an update that is taken back later on is both
  const undone =
    statement.kind === "update"
      ? source.statements.filter(
          (other) =>
            other.kind === "update" &&
            source.textOf(other.target.span) === source.textOf(statement.target.span) &&
            plain(other.value) === plain(statement.value),
        )
      : [];
  return [one(all), ...(undone.length > 1 ? [one(undone)] : [])].filter((edits) => edits.length > 1);
}

/** A step from the parameter itself, where it is one from the place ahead of it. */
function fromItself(
  source: Source,
  place: Statement,
  moved: readonly Statement[],
  parameter: string,
): Change[] {
  const name = place.kind === "assign" ? source.textOf(place.targets[0]!.span) : undefined;
  return moved.flatMap((one) =>
    expressionsIn(valueIn(one)).flatMap(({ span }): Change[] =>
      source.textOf(span) === name ? [[{ span, replacement: parameter }]] : [],
    ),
  );
}

/** A place ahead with another factor: one of those with which the velocity is made. */
function shares(source: Source, place: Statement, states: readonly Statement[]): Change[] {
  const factors = new Set(leavesIn(source, states).map(({ span }) => source.textOf(span)));
  const found: Change[] = [];
  for (const leaf of leavesIn(source, valueIn(place))) {
    const own = source.textOf(leaf.span);
    const parent = source.parentOf(leaf)!;
    const isFactor = parent.kind === "binary" && parent.operator === "*";
    for (const factor of factors) {
      if (factor === own) continue;
      if (isFactor) found.push([{ span: leaf.span, replacement: factor }]);
      else if (parent.kind === "binary" && parent.right === leaf)
        found.push([{ span: leaf.span, replacement: `${factor} * ${own}` }]);
    }
  }
  return found.slice(0, most);
}

/** What a statement sets, as it is written; undefined where that is several things. */
function targetText(source: Source, statement: Statement): string | undefined {
  const target = targetOf(statement);
  return target && source.textOf(target.span);
}

const valueIn = (statement: Statement): Part => rightOf(statement) ?? statement;

/** Statements beside a place ahead that read it instead of the parameter: each alone, then all. */
function readings(
  source: Source,
  place: Statement,
  states: readonly Statement[],
  { own, ahead }: NonNullable<Deviation["unread"]>,
): Change[] {
  const isOwn = (one: Statement): boolean =>
    one.kind === "assign"
      ? one.targets.some(({ span }) => source.textOf(span) === own)
      : one.kind === "update" && source.textOf(one.target.span) === own;
  const block = source.blockOf(place)!;
  const readers = block.slice(block.indexOf(place) + 1).filter((one) => !states.includes(one) && !isOwn(one));
  const each = readers.flatMap((reader): Change[] => {
    const names = expressionsIn(valueIn(reader)).filter(
      (one) => source.textOf(one.span) === own && source.parentOf(one)!.kind !== "attribute",
    );
    return names.length > 0 ? [names.map(({ span }) => ({ span, replacement: ahead }))] : [];
  });
  return [...each, ...(each.length > 1 ? [each.flat()] : [])].slice(0, most);
}

/** A factor of a running mean as 1 minus another one, or two of them exchanged. */
function weights(source: Source, statement: Statement): Change[] {
  const value = valueIn(statement);
  const factors = expressionsIn(value).filter((one) => {
    const parent = source.parentOf(one);
    return parent?.kind === "binary" && parent.operator === "*";
  });
  const found: Change[] = [];
  const textOf = (one: Expression): string => source.textOf(one.span);
  const isBracketed = ({ span }: Expression): boolean =>
    source.text[span.from - 1] === "(" && source.text[span.to] === ")";
  const inPlace = (one: Expression, text: string): Edit => ({
    span: one.span,
    replacement: isBracketed(one) ? text : `(${text})`,
  });
  const complements = factors.filter((one): one is Binary => one.kind === "binary" && one.operator === "-");
  const plain = factors.filter((one) => /^(name|attribute|constant|subscript)$/.test(one.kind));
  for (const one of complements)
    for (const other of plain)
      if (textOf(one.right) === textOf(other))
        found.push([
          { span: { from: one.span.from - 1, to: one.span.to + 1 }, replacement: textOf(other) },
          { span: other.span, replacement: `(${textOf(one)})` },
        ]);
  // the gradient's weight is 1 less the share that is kept; then the reverse. The mean itself is no weight
  const target = targetText(source, statement);
  const partnerOf = (one: Expression): Expression => {
    const parent = source.parentOf(one) as Binary;
    return parent.left === one ? parent.right : parent.left;
  };
  const isKept = (one: Expression): boolean => textOf(partnerOf(one)) === target;
  // what 1 less a share weighs is no weight itself, and it may be the share of another mean
  const isWeighed = (one: Expression): boolean => complements.includes(partnerOf(one) as Binary);
  for (const one of complements.filter((part) => !isKept(part)))
    for (const other of plain)
      if (isKept(other) && textOf(one.right) !== textOf(other))
        found.push([{ span: one.right.span, replacement: textOf(other) }]);
  const weighing = plain.filter((one) => textOf(one) !== target && !isWeighed(one));
  const kept = weighing.filter(isKept);
  const taken = weighing.filter((one) => !isKept(one));
  const pairs = [kept, taken].flatMap((others, at) =>
    (at === 0 ? taken : kept).flatMap((one) => others.map((other) => [one, other] as const)),
  );
  for (const [one, other] of pairs) found.push([inPlace(one, `1 - ${textOf(other)}`)]);
  return found.slice(0, most);
}

/** The numbers of two means exchanged where they are written, or the names of them where the means are set. */
function exchanges(source: Source, states: readonly Statement[], exchanged: readonly Moment[]): Change[] {
  const [one, other] = exchanged.map(({ kept }) => kept) as [number, number];
  const constants = expressionsIn(source.roots as Statement[]).filter((part) => part.kind === "constant");
  const written = (value: number): Expression[] =>
    constants.filter((part) => typeof part.value === "number" && Math.abs(part.value - value) < 1e-12);
  const swapped = (a: number, b: number): Change => {
    const [first, second] = [written(a), written(b)];
    const [there, here] = [second[0], first[0]];
    if (!there || !here) return [];
    return [
      ...first.map(({ span }) => ({ span, replacement: source.textOf(there.span) })),
      ...second.map(({ span }) => ({ span, replacement: source.textOf(here.span) })),
    ];
  };
  const numbers = swapped(one, other);
  const whole = [...numbers, ...swapped(1 - one, 1 - other)];
  const names = exchangedNames(source, states);
  // beta1 = 0.999 is exchanged where it is written; the right numbers are where they are used
  const isWrittenSo = written(Math.max(one, other)).some(({ span }) =>
    /1['"\])]?\s*(:\s*\w+\s*)?[=:]\s*$|^[^=\n]*1\s*,[^=\n]*=\s*$/.test(
      source.text.slice(source.text.lastIndexOf("\n", span.from) + 1, span.from),
    ),
  );
  const inOrder = isWrittenSo ? [numbers, whole, names] : [names, numbers, whole];
  return inOrder.filter((edits) => edits.length > 1);
}

/** Where each of two statements has one name that the other lacks, the two exchanged. */
function exchangedNames(source: Source, [first, second]: readonly Statement[]): Change {
  if (!second) return [];
  const namesIn = (statement: Statement): Expression[] => {
    const own = targetText(source, statement);
    return leavesIn(source, valueIn(statement)).filter(
      (one) => one.kind !== "constant" && source.textOf(one.span) !== own,
    );
  };
  const [left, right] = [namesIn(first!), namesIn(second)];
  const only = (own: readonly Expression[], others: readonly Expression[]): Expression[] =>
    own.filter((one) => others.every((other) => source.textOf(other.span) !== source.textOf(one.span)));
  const [mine, theirs] = [only(left, right), only(right, left)];
  const texts = [mine, theirs].map((all) => new Set(all.map(({ span }) => source.textOf(span))));
  if (texts.some(({ size }) => size !== 1)) return [];
  const [a, b] = texts.map((all) => [...all][0]!) as [string, string];
  return [
    ...mine.map(({ span }) => ({ span, replacement: b })),
    ...theirs.map(({ span }) => ({ span, replacement: a })),
  ];
}

/** Corrections by another name, and powers for products. */
function corrections(source: Source, place: Statement, states: readonly Statement[]): Change[] {
  const found: Change[] = [];
  const names = new Set(
    leavesIn(source, states)
      .filter(({ kind }) => kind !== "constant")
      .map(({ span }) => source.textOf(span)),
  );
  for (const part of expressionsIn(valueIn(place))) {
    if (part.kind !== "binary" || part.operator !== "-" || part.left.kind !== "constant") continue;
    const { right } = part;
    if (right.kind !== "binary") continue;
    if (right.operator === "*") {
      const between = { from: right.left.span.to, to: right.right.span.from };
      found.push([{ span: between, replacement: " ** " }]);
    }
    if (right.operator === "**")
      for (const name of names)
        if (name !== source.textOf(right.left.span))
          found.push([{ span: right.left.span, replacement: name }]);
  }
  return found.slice(0, most);
}
