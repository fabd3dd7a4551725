import type { Training } from "../graph/model.ts";
import { formatShape } from "../graph/shape.ts";
import { constantValue } from "./constant.ts";
import type { ExpressionLowering } from "./lower-expression.ts";
import { meant, problem } from "./problem.ts";
import type { Statement, TrainOption } from "./syntax.ts";

const numeric = { rate: "positive", epochs: "count", batch: "count", seed: "whole" } as const;
const known = [...Object.keys(numeric), "stop"];

/** What a `train` line says: `train sgd rate=0.1 epochs=20 stop=L<0.01`. Throws a Problem. */
export function readTraining(
  { words, options, span }: Extract<Statement, { kind: "train" }>,
  expressions: ExpressionLowering,
  text: string,
): Training {
  if (words.length > 1) {
    throw problem(
      "train/words",
      words[1]!.span,
      `${words[1]!.text} cannot stand here`,
      "Write one optimiser, then options: train sgd rate=0.1 epochs=20.",
    );
  }
  const training: { -readonly [Key in keyof Training]: Training[Key] } = {
    optimizer: words[0]?.canonical ?? "sgd",
  };
  for (const option of options) {
    const name = option.name.canonical;
    if (name === "stop") {
      const condition = expressions.lower(option.value);
      if (condition.shape.length > 0) {
        throw problem(
          "stop/condition",
          option.value.span,
          `a stop is one truth, and this has the shape ${formatShape(condition.shape)}`,
        );
      }
      training.stop = { condition, text: text.slice(option.value.span.from, option.value.span.to) };
    } else if (name in numeric) {
      training[name as keyof typeof numeric] = number(option, numeric[name as keyof typeof numeric]);
    } else {
      throw problem(
        "train/option",
        option.name.span,
        `train has no option ${option.name.text}`,
        meant(name, known) ?? `The options are ${known.join(", ")}.`,
      );
    }
  }
  if (options.length === 0 && words.length === 0) {
    throw problem(
      "train/empty",
      span,
      "this train line says nothing",
      "Write for example train sgd rate=0.1 epochs=20.",
    );
  }
  return training;
}

function number({ name, value }: TrainOption, kind: "positive" | "count" | "whole"): number {
  const { shape, data } = constantValue(value);
  const given = data[0]!;
  const fits =
    shape.length === 0 &&
    Number.isFinite(given) &&
    {
      positive: given > 0,
      count: Number.isInteger(given) && given > 0,
      whole: Number.isInteger(given),
    }[kind];
  if (fits) return given;
  const wanted = { positive: "a number above 0", count: "a whole number above 0", whole: "a whole number" }[
    kind
  ];
  throw problem("train/value", value.span, `${name.text} is ${wanted}`);
}
