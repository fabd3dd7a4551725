import { plain } from "../../base/decimal.ts";
import type { Diagnostic, Edit as TextEdit } from "../../base/diagnostic.ts";
import { applied } from "../../base/edits.ts";
import type { Statement } from "../../lift/python/syntax.ts";
import type { Parameter } from "../parameter.ts";
import { rightOf } from "../repair/atoms.ts";
import type { Edit, Rule } from "../repair/edit.ts";
import type { Repair } from "../repair/search.ts";
import type { Source } from "../repair/source.ts";
import type { Verdict } from "../verdict.ts";

const codes: Readonly<Record<Rule, string>> = {
  target: "update/wrong-target",
  gradient: "update/wrong-gradient",
  operand: "gradient/wrong-operand",
  sign: "update/sign",
  factor: "gradient/missing-factor",
  surplus: "gradient/surplus-factor",
  term: "gradient/missing-term",
  "surplus term": "gradient/surplus-term",
  transpose: "gradient/transpose",
  axis: "gradient/axis",
  mean: "gradient/mean",
  index: "gradient/index",
  function: "gradient/wrong-function",
  constant: "gradient/wrong-constant",
  comparison: "gradient/wrong-comparison",
  overwritten: "gradient/overwritten",
  repeated: "gradient/repeated-index",
  early: "update/already-updated",
};

/** What is known of a wrong parameter. */
export interface WrongStep {
  readonly parameter: Parameter;
  readonly verdict: Verdict;
  readonly repair: Repair | undefined;
  /** The likeliest statement to be the cause, where no repair was found. */
  readonly cause: Statement | undefined;
  readonly loss: { readonly name: string; readonly stated: boolean };
  /** Whether the other parameters still descend. */
  readonly othersDescend: boolean;
  readonly verified: boolean;
}

/** What is wrong with a parameter's step, in the program's own names, with its repair. */
export function explainWrongStep(source: Source, wrong: WrongStep): Diagnostic {
  const { verdict, repair, parameter } = wrong;
  const { worst } = verdict;
  const evidence = worst ? { evidence: { yours: worst.yours, expected: worst.expected } } : {};
  const numbers = worst
    ? ` After the first step \`${parameter.path}\` is ${plain(Number(worst.yours.toPrecision(6)))}; the gradient has it at ${plain(Number(worst.expected.toPrecision(6)))}.`
    : "";
  const falls = wrong.othersDescend
    ? " The loss falls all the same, because the other parameters still descend."
    : " The loss may fall all the same, as long as the step points roughly downhill.";
  if (!repair) return unexplained(source, wrong, numbers, evidence);
  const main = mainOf(repair.edits);
  const whole = wholeOf(source, repair);
  return {
    code: codes[main.rule],
    severity: "error",
    span: whole?.span ?? main.span,
    message: repair.edits.map((edit) => whatIsWrong(source, edit, wrong)).join(", and "),
    why: `${whyItMatters(main.rule, wrong)}${numbers}${falls}`,
    ...evidence,
    fix: {
      text: whole
        ? whole.text
        : main.rule === "early" && main.expressions.size === 0
          ? `move ${source.textOf(main.span).trim()} to the end of the step`
          : fixedLine(source, repair),
      edits: whole ? [{ span: whole.span, replacement: whole.replacement }] : textEdits(repair.edits),
      verified: wrong.verified,
    },
  };
}

const mainOf = (edits: readonly Edit[]): Edit => edits.find((one) => one.rule === "target") ?? edits[0]!;

const textEdits = (edits: readonly Edit[]): TextEdit[] => edits.flatMap((one) => one.changes);

/** Of changes within one right-hand side, the whole of it: it reads better than its pieces. */
function wholeOf(
  source: Source,
  { edits, statement }: Repair,
): { span: TextEdit["span"]; text: string; replacement: string } | undefined {
  const value = statement && rightOf(statement);
  if (!value || edits.some((one) => one.expressions.size === 0)) return undefined;
  const { span } = value;
  // of several lines the one that changes says more
  if (source.textOf(span).includes("\n")) return undefined;
  // an index of what is set stands outside of it
  if (textEdits(edits).some((one) => one.span.from < span.from || one.span.to > span.to)) return undefined;
  const replacement = changedText(source, span, edits);
  const before = source.text.slice(statement.span.from, span.from);
  return { span, replacement, text: `${before}${replacement}` };
}

const changedText = (source: Source, span: TextEdit["span"], edits: readonly Edit[]): string =>
  applied(source.textOf(span), textEdits(edits), span.from);

/** The line as it should read. */
function fixedLine(source: Source, { edits }: Repair): string {
  const spans = textEdits(edits).map((one) => one.span);
  const from = source.text.lastIndexOf("\n", Math.min(...spans.map((one) => one.from)) - 1) + 1;
  const end = source.text.indexOf("\n", Math.max(...spans.map((one) => one.to)));
  return changedText(source, { from, to: end < 0 ? source.text.length : end }, edits).trim();
}

function whatIsWrong(source: Source, edit: Edit, { parameter, verdict }: WrongStep): string {
  const { path } = parameter;
  const { from, to } = edit;
  const line = `\`${source.textOf(source.statementAt(edit.span)!.span).split("\n")[0]!.trim()}\``;
  switch (edit.rule) {
    case "target":
      return `\`${path}\` is updated from \`${from}\` instead of from itself`;
    case "gradient":
      return `\`${path}\` is moved by \`${from}\` where \`${to}\` belongs`;
    case "operand":
      return `\`${from}\` stands where \`${to}\` belongs`;
    case "sign":
      // along a wrong step's gradient there is only the way up
      return verdict.scale !== null
        ? `\`${from}\` should be \`${to}\`: the step of \`${path}\` goes the wrong way`
        : `\`${from}\` should be \`${to}\`: a sign is wrong in the gradient of \`${path}\``;
    case "factor":
      return `the factor \`${to}\` is missing from the gradient of \`${path}\``;
    case "surplus":
      return `the factor \`${from}\` is one too many in the gradient of \`${path}\``;
    case "term":
      return `the term \`${to}\` is missing from the gradient of \`${path}\``;
    case "surplus term":
      return `the term \`${from}\` is one too many in the gradient of \`${path}\``;
    case "transpose":
      return `\`${from}\` should be \`${to}\`: the product is taken with the wrong transpose`;
    case "axis":
      return /^\d$/.test(from)
        ? `the sum in ${line} goes along axis ${from} where axis ${to} belongs`
        : `the sum in ${line} goes along the wrong axis: \`${from}\` should be \`${to}\``;
    case "mean":
      return `\`${from}\` stands where the gradient asks for \`${to}\``;
    case "index":
      return `the index \`${from}\` should be \`${to}\``;
    case "function":
      return `\`${from}\` stands where \`${to}\` belongs`;
    case "constant":
      return `\`${from}\` should be \`${to}\` in ${line}`;
    case "comparison":
      return `\`${from}\` should be \`${to}\` in ${line}`;
    case "overwritten":
      return from === "="
        ? `${line} overwrites what it should add to: \`${from}\` should be \`${to}\``
        : `${line} adds to what it should set: \`${from}\` should be \`${to}\``;
    case "repeated":
      return `${line} adds only once to a row whose number stands twice in the index`;
    case "early":
      return `\`${from}\` is updated before the gradient of \`${to}\` reads it`;
  }
}

/** A stated loss by its name in the program, another by the field's. */
const lossText = ({ name, stated }: WrongStep["loss"]): string => (stated ? `\`${name}\`` : `the ${name}`);
const slopeText = ({ name, stated }: WrongStep["loss"], path: string): string =>
  `d${stated ? name : "L"}/d${path}`;

function whyItMatters(rule: Rule, { parameter, loss }: WrongStep): string {
  const { path } = parameter;
  const [shown, slope] = [lossText(loss), slopeText(loss, path)];
  switch (rule) {
    case "target":
      return `Gradient descent moves each parameter from its own value: ${path} ← ${path} − rate · ${slope}.`;
    case "gradient":
      return `Each parameter is moved by its own derivative, ${slope}.`;
    case "early":
      return `The chain rule takes every value as it was when ${shown} was computed; a step that reads a value after its update follows no gradient.`;
    case "repeated":
      return "`a[rows] += g` reads, adds and writes all rows at once: of two entries for one row only the last is kept. `np.add.at` adds them one by one.";
    case "term":
    case "surplus term":
      return `The derivative of a sum is the sum of the derivatives, one for each way from \`${path}\` to ${shown}, that of a penalty among them: no more and no fewer.`;
    case "factor":
    case "surplus":
      return `The chain rule multiplies one local derivative for each operation between \`${path}\` and ${shown}: no more and no fewer. Its product, confirmed by differences, has another value.`;
    default:
      return `The derivative ${slope}, confirmed by differences, has another value.`;
  }
}

function unexplained(
  source: Source,
  { parameter, verdict, cause, loss }: WrongStep,
  numbers: string,
  evidence: object,
): Diagnostic {
  const { path } = parameter;
  const shown = lossText(loss);
  const isSign = verdict.scale !== null;
  const span = cause && !isSign ? cause.span : parameter.span;
  const place = cause
    ? ` The first quantity of its chain that is no derivative of ${shown} is set in \`${source.textOf(cause.span).split("\n")[0]}\`.`
    : "";
  return {
    code: isSign ? "update/sign" : "gradient/wrong",
    severity: "error",
    span,
    message: isSign
      ? `the step of \`${path}\` goes up the gradient of ${shown}, not down`
      : `the step of \`${path}\` is not along the gradient of ${shown}`,
    why: `The derivative of ${shown} by \`${path}\`, confirmed by differences, gives another step.${numbers}${place}`,
    hint: "Compare each factor of its chain rule with the derivative that its name claims.",
    related: cause ? [{ span: parameter.span, message: `\`${path}\` is updated here` }] : [],
    ...evidence,
  };
}
