import type { Expression, Statement } from "../../lift/python/syntax.ts";
import { walk } from "../../lift/python/walk.ts";
import { around, partsRightOf, rightOf } from "./atoms.ts";
import { type Edit, exchange, restate } from "./edit.ts";
import { bindingOf, call, product, type Source } from "./source.ts";

/** The other sign of a step or of a term. */
export function* signs(source: Source, statement: Statement): Generator<Edit> {
  const value = rightOf(statement);
  if (!value) return;
  if (statement.kind === "update" && (statement.operator === "+" || statement.operator === "-")) {
    const operator = statement.operator === "+" ? "-" : "+";
    const between = { from: statement.target.span.to, to: value.span.from };
    const old = source.textOf(between);
    yield restate(
      source,
      statement,
      [{ ...statement, operator }],
      "sign",
      { span: between, replacement: old.replace(`${statement.operator}=`, `${operator}=`) },
      { from: `${statement.operator}=`, to: `${operator}=` },
    );
  }
  yield* binarySigns(source, value);
  for (const one of partsRightOf(statement))
    if (one.kind === "unary" && one.operator === "-")
      yield* exchange(source, one, source.textOf(around(source, one.operand)), call, "sign", {
        from: "-",
        to: "+",
      });
  if (statement.kind === "assign" || statement.kind === "return") {
    const text = source.textOf(value.span);
    yield* exchange(source, value, `-${bindingOf(value) < 10 ? `(${text})` : text}`, 11, "sign", {
      from: "+",
      to: "-",
    });
  }
}

/** The signs within what a step adds, which is added as the other steps are. */
export function* innerSigns(source: Source, statement: Statement, value: Expression): Generator<Edit> {
  const isStep = statement.kind === "assign" && value.kind === "binary" && /[+-]/.test(value.operator);
  yield* binarySigns(source, isStep ? value.right : value);
}

/** The other sign between two terms, or of the first. */
function* binarySigns(source: Source, root: Expression): Generator<Edit> {
  for (const one of walk(root) as Iterable<Expression>) {
    if (one.kind !== "binary" || (one.operator !== "+" && one.operator !== "-")) continue;
    const operator = one.operator === "+" ? "-" : "+";
    const [left, right] = [source.textOf(around(source, one.left)), source.textOf(around(source, one.right))];
    const inner = source.textOf(one.right.span);
    const other = exchange(
      source,
      one,
      `${left} ${operator} ${bindingOf(one.right) <= 9 ? `(${inner})` : inner}`,
      9,
      "sign",
      { from: one.operator, to: operator },
    );
    // the first term by itself: `-d * x - decay * w`
    if (one.left.kind === "binary" && bindingOf(one.left) === product)
      yield* exchange(source, one, `-${left} ${one.operator} ${right}`, 9, "sign", {
        from: left,
        to: `-${left}`,
      });
    // a share of something and more is a sum; a difference of two names is one the other way round
    const isShare = bindingOf(one.left) === product;
    if (isShare) yield* other;
    if (one.operator === "-") {
      const last = bindingOf(one.left) <= 9 && !left.startsWith("(") ? `(${left})` : left;
      yield* exchange(source, one, `${right} - ${last}`, 9, "sign");
    }
    if (!isShare) yield* other;
  }
}
