import type { Edit } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import { type Factor, type Maths, nameKey, parts } from "../../lift/latex/index.ts";

/** A small change of a side's LaTeX, and how it is told. */
export interface Proposal {
  readonly edits: readonly Edit[];
  /** Where the fault stands. */
  readonly span: Span;
  readonly says: string;
  readonly text: string;
}

type Visit = (maths: Maths, parent: Maths | undefined) => void;

function visited(root: Maths, visit: Visit, parent?: Maths): void {
  visit(root, parent);
  for (const part of parts(root)) visited(part, visit, root);
}

const ordinals = ["first", "second", "third", "fourth", "fifth", "sixth"];

/** Small changes of one side, the likeliest first. `names` are the document's own, as it writes them. */
export function* proposals(
  latex: string,
  side: Maths,
  names: readonly [key: string, text: string][],
): Generator<Proposal> {
  const written = ({ from, to }: Span): string => latex.slice(from, to);
  yield* otherNames(side, names, written);
  yield* otherSigns(side, written);
  yield* otherNumbers(side, written);
  yield* otherFunctions(side, written);
  yield* fewerFactors(side, written);
  yield* moreFactors(side, names, written);
}

type Written = (span: Span) => string;

function* otherNames(side: Maths, names: readonly [string, string][], written: Written): Generator<Proposal> {
  const found: { span: Span; key: string; place: string }[] = [];
  visited(side, (maths, parent) => {
    if (maths.kind !== "name") return;
    const place = parent?.kind === "product" ? placeAmong(parent.factors, maths) : "";
    found.push({ span: maths.span, key: nameKey(maths.name), place });
  });
  // a whole factor is likelier to be another than a part of one
  const inOrder = [...found].sort((a, b) => Number(b.place !== "") - Number(a.place !== ""));
  for (const { span, key, place } of inOrder) {
    for (const [other, text] of names) {
      if (other === key) continue;
      const says = place
        ? `${place} should be \`${text}\`, not \`${written(span)}\``
        : `\`${text}\` belongs where \`${written(span)}\` stands`;
      yield { edits: [{ span, replacement: text }], span, says, text: `${written(span)} → ${text}` };
    }
  }
}

function placeAmong(factors: readonly Factor[], one: Maths): string {
  const at = factors.findIndex(({ value }) => value === one);
  return at === factors.length - 1 ? "the last factor" : `the ${ordinals[at] ?? `${at + 1}th`} factor`;
}

function* otherSigns(side: Maths, written: Written): Generator<Proposal> {
  const found: Proposal[] = [];
  visited(side, (maths) => {
    if (maths.kind !== "sum") return;
    for (const { value, negative, operator } of maths.terms) {
      const term = written(value.span);
      const sign = negative ? "plus" : "minus";
      const replacement =
        operator === undefined ? "-" : negative ? (value === maths.terms[0]!.value ? "" : "+") : "-";
      const span = operator ?? { from: value.span.from, to: value.span.from };
      found.push({
        edits: [{ span, replacement }],
        span: operator ?? value.span,
        says: `the sign before \`${term}\` should be ${sign}`,
        text: `${negative ? "-" : "+"} → ${negative ? "+" : "-"} before ${term}`,
      });
    }
  });
  if (side.kind !== "sum")
    found.unshift({
      edits: [{ span: { from: side.span.from, to: side.span.from }, replacement: "-" }],
      span: side.span,
      says: "a minus sign is missing before it",
      text: `-${written(side.span)}`,
    });
  else {
    // −(…): every sign of a sum that is the wrong way round
    const { from, to } = side.span;
    found.push({
      edits: [
        { span: { from, to: from }, replacement: "-(" },
        { span: { from: to, to }, replacement: ")" },
      ],
      span: side.span,
      says: "its sign is the wrong way round",
      text: `-(${written(side.span)})`,
    });
  }
  yield* found;
}

function* otherNumbers(side: Maths, written: Written): Generator<Proposal> {
  const found: Proposal[] = [];
  if (side.kind === "name") found.push(replaced(side.span, "1", written), replaced(side.span, "0", written));
  visited(side, (maths, parent) => {
    if (maths.kind === "number") {
      const isExponent = parent?.kind === "power" || parent?.kind === "group";
      const others = [maths.value + 1, maths.value - 1, maths.value * 2, maths.value / 2].filter(
        (one) => Number.isInteger(one) && one >= 0,
      );
      // a factor of 1 and a term of 0 are better left out
      const none = parent?.kind === "product" ? 1 : parent?.kind === "sum" ? 0 : undefined;
      for (const other of new Set(isExponent ? others : [...others, 1, 2, 0]))
        if (other !== maths.value && other !== none) found.push(replaced(maths.span, String(other), written));
    } else if (maths.kind === "power") {
      const span = { from: maths.base.span.to, to: maths.span.to };
      found.push({
        edits: [{ span, replacement: "" }],
        span: maths.span,
        says: `\`${written(maths.span)}\` should not be raised to a power`,
        text: `${written(maths.span)} → ${written(maths.base.span)}`,
      });
    } else if (
      (maths.kind === "name" || maths.kind === "call" || maths.kind === "group") &&
      parent?.kind !== "power" &&
      parent?.kind !== "derivative" &&
      parent?.kind !== "call"
    ) {
      const at = { from: maths.span.to, to: maths.span.to };
      found.push({
        edits: [{ span: at, replacement: "^2" }],
        span: maths.span,
        says: `\`${written(maths.span)}\` should be squared`,
        text: `${written(maths.span)} → ${written(maths.span)}^2`,
      });
    }
  });
  yield* found;
}

const replaced = (span: Span, text: string, written: Written): Proposal => ({
  edits: [{ span, replacement: text }],
  span,
  says: `\`${text}\` belongs where \`${written(span)}\` stands`,
  text: `${written(span)} → ${text}`,
});

/** Functions exchanged with their derivatives, and with what people take for them. */
function* otherFunctions(side: Maths, written: Written): Generator<Proposal> {
  const found: Proposal[] = [];
  visited(side, (maths, parent) => {
    if (maths.kind !== "call") return;
    const text = written(maths.span);
    const open = text.search(/(\\left)?[([]/);
    if (open > 0 && maths.primes === 0 && parent?.kind !== "derivative")
      found.push(replaced(maths.span, `${text.slice(0, open).trimEnd()}'${text.slice(open)}`, written));
    if (maths.primes > 0) found.push(replaced(maths.span, text.replace("'", ""), written));
    found.push(replaced(maths.span, `(1 - ${text})`, written));
  });
  visited(side, (maths, parent) => {
    if (maths.kind === "name" && parent?.kind === "product")
      found.push(replaced(maths.span, `(1 - ${written(maths.span)})`, written));
    if (maths.kind === "fraction") {
      const [over, under] = [written(maths.over.span), written(maths.under.span)];
      found.push({
        edits: [
          { span: maths.over.span, replacement: under },
          { span: maths.under.span, replacement: over },
        ],
        span: maths.span,
        says: `\`${written(maths.span)}\` is upside down`,
        text: `${over} over ${under} → ${under} over ${over}`,
      });
    }
  });
  yield* found;
}

function* fewerFactors(side: Maths, written: Written): Generator<Proposal> {
  const found: Proposal[] = [];
  visited(side, (maths) => {
    if (maths.kind === "product")
      for (const [at, { value }] of maths.factors.entries()) {
        const { factors } = maths;
        const second = factors[1]!;
        // with its operator; a divisor never stands first
        if (at === 0 && second.divides) continue;
        const span =
          at === 0
            ? { from: value.span.from, to: second.value.span.from }
            : { from: factors[at - 1]!.value.span.to, to: value.span.to };
        const said = written(value.span);
        found.push({
          edits: [{ span, replacement: "" }],
          span: value.span,
          says: `the factor \`${said}\` is one too many`,
          text: `without ${said}`,
        });
      }
    else if (maths.kind === "sum" && maths.terms.length > 1)
      for (const [at, { value }] of maths.terms.entries()) {
        const next = maths.terms[at + 1];
        const span =
          at === 0
            ? { from: maths.span.from, to: next!.negative ? next!.operator!.from : next!.value.span.from }
            : { from: maths.terms[at - 1]!.value.span.to, to: value.span.to };
        const said = written(value.span);
        found.push({
          edits: [{ span, replacement: "" }],
          span: value.span,
          says: `the term \`${said}\` is one too many`,
          text: `without ${said}`,
        });
      }
    else if (maths.kind === "fraction")
      found.push(replaced(maths.span, written(maths.over.span).replace(/^\{(.*)\}$/s, "$1"), written));
  });
  yield* found;
}

/** A factor more, on the whole side or on one of its terms, written as its neighbours are. */
function* moreFactors(
  side: Maths,
  names: readonly [string, string][],
  written: Written,
): Generator<Proposal> {
  const operator = operatorOf(side, written);
  const calls = new Set<string>();
  visited(side, (maths) => {
    if (maths.kind === "call") calls.add(written(maths.span));
  });
  const texts = names.map(([, text]) => text);
  const factors = [
    ...texts,
    ...[...calls, ...texts].flatMap((one) => [`(1 - ${one})`, `${one}(1 - ${one})`]),
    ...calls,
    ...[...calls]
      .filter((one) => one.includes("(") && !one.includes("'"))
      .map((one) => one.replace(/(\\left)?\(/, "'$&")),
    ...texts.map((one) => `\\sigma'(${one})`),
  ];
  const before = ["2", "\\frac{1}{2}", "3", "\\frac{1}{N}", "\\frac{1}{n}", "\\frac{1}{m}"];
  const targets: Maths[] = side.kind === "sum" ? [side, ...side.terms.map((one) => one.value)] : [side];
  for (const target of targets) {
    const { from, to } = target.span;
    const open = { span: { from, to: from }, replacement: "(" };
    const isSum = target.kind === "sum";
    const isOne = target.kind === "number" && target.value === 1;
    const its = isSum ? `(${written(target.span)})` : written(target.span);
    for (const text of factors) {
      yield {
        edits: isOne
          ? [{ span: target.span, replacement: text }]
          : [
              ...(isSum ? [open] : []),
              { span: { from: to, to }, replacement: `${isSum ? ")" : ""}${operator}${text}` },
            ],
        span: target.span,
        says: `the factor \`${text}\` is missing`,
        text: isOne ? text : `${its}${operator}${text}`,
      };
    }
    for (const text of before) {
      const put = isSum ? text : target.kind === "number" ? `${text} \\cdot ` : `${text} `;
      yield {
        edits: isSum
          ? [
              { ...open, replacement: `${text}(` },
              { span: { from: to, to }, replacement: ")" },
            ]
          : [{ span: { from, to: from }, replacement: put }],
        span: target.span,
        says: `the factor \`${text}\` is missing`,
        text: `${put}${its}`,
      };
    }
  }
}

function operatorOf(side: Maths, written: Written): string {
  let operator: string | undefined;
  visited(side, (maths) => {
    if (maths.kind === "product")
      for (const one of maths.factors) if (one.operator && !one.divides) operator ??= written(one.operator);
  });
  return operator === undefined ? " " : ` ${operator} `;
}
