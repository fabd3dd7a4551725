import type { Training } from "../graph/model.ts";
import { formatShape } from "../graph/shape.ts";
import { constantValue } from "./constant.ts";
import type { ExpressionLowering } from "./lower-expression.ts";
import { meant, problem } from "./problem.ts";
import type { Statement, TrainOption } from "./syntax.ts";

type Kind = "positive" | "count" | "whole" | "share" | "part";

const numeric = {
  rate: "positive",
  epochs: "count",
  batch: "count",
  seed: "whole",
  warmup: "count",
  every: "count",
  drop: "positive",
  momentum: "part",
  beta1: "part",
  beta2: "part",
  epsilon: "positive",
  decay: "share",
  clip: "positive",
  dropout: "part",
  validation: "part",
  patience: "count",
  standardise: "share",
} as const satisfies Partial<Record<keyof Training, Kind>>;

/** Options whose value is one of a few words. */
const worded = {
  schedule: ["constant", "step", "cosine"],
  precision: ["float32", "float64"],
} as const satisfies Partial<Record<keyof Training, readonly string[]>>;

const known = [...Object.keys(numeric), ...Object.keys(worded), "stop"];

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
    } else if (name in worded) {
      training[name as keyof typeof worded] = word(option, worded[name as keyof typeof worded]);
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

function word({ name, value }: TrainOption, words: readonly string[]): string {
  const given = value.kind === "name" ? value.name.canonical : "";
  if (words.includes(given)) return given;
  throw problem("train/value", value.span, `${name.text} is one of ${words.join(", ")}`, meant(given, words));
}

/** What each kind of number is, and the words for it. */
const kinds: Readonly<Record<Kind, readonly [(given: number) => boolean, string]>> = {
  positive: [(given) => given > 0, "a number above 0"],
  count: [(given) => Number.isInteger(given) && given > 0, "a whole number above 0"],
  whole: [Number.isInteger, "a whole number"],
  share: [(given) => given >= 0, "a number of 0 or more"],
  part: [(given) => given >= 0 && given < 1, "a number from 0 up to but not 1"],
};

function number({ name, value }: TrainOption, kind: Kind): number {
  const { shape, data } = constantValue(value);
  const given = data[0]!;
  const [fits, words] = kinds[kind];
  if (shape.length === 0 && Number.isFinite(given) && fits(given)) return given;
  throw problem("train/value", value.span, `${name.text} is ${words}`);
}
