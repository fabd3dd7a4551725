import { fromNested, type Nested } from "../base/array.ts";
import { norm } from "../base/norm.ts";
import type { ModelGraph } from "../graph/model.ts";
import { tellingOf, testSentence } from "../train/sentences.ts";
import type { Epoch, Training } from "../train/train.ts";
import type { Desk } from "./context.ts";
import { JsonRows } from "./json-rows.ts";

/** How a run is told while it goes on, to people or to programs. */
export interface Rows {
  readonly row: (epoch: Epoch) => void;
  readonly end: (training: Training) => void;
  readonly interrupt: (epoch: number) => void;
}

export function sentenceRows(desk: Desk, model: ModelGraph): Rows {
  const telling = tellingOf(model, desk.width);
  if (telling.header) desk.print(telling.header);
  return {
    row: (epoch) => desk.print(telling.line(epoch)),
    end: (training) => {
      if (training.stopped) desk.print(telling.end(training));
      if (training.test) desk.print(testSentence(training));
    },
    interrupt: () => undefined,
  };
}

export function jsonRows(desk: Desk): Rows {
  const rows = new JsonRows(desk, "epochs");
  return {
    row: (epoch) => rows.row(summarised(epoch)),
    end: ({ stopped, final, test }) => rows.end({ stopped, final: summarised(final), ...(test && { test }) }),
    interrupt: (epoch) => rows.end({ stopped: { epoch, reason: "interrupted" }, final: null }),
  };
}

/** A parameter of more numbers than this is told by its summary. */
const mostNumbers = 1000;

/** The row with large parameters as { shape, norm, mean, min, max }: their numbers are what --save is for. */
export function summarised<Row extends Pick<Epoch, "parameters">>(
  row: Row,
): Omit<Row, "parameters"> & {
  readonly parameters: Readonly<Record<string, Nested | Summary>>;
} {
  const parameters = Object.entries(row.parameters).map(([name, value]) => [name, told(value)] as const);
  return { ...row, parameters: Object.fromEntries(parameters) };
}

interface Summary {
  readonly shape: readonly number[];
  readonly norm: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

function told(value: Nested): Nested | Summary {
  if (typeof value === "number") return value;
  const array = fromNested(value);
  const { shape, data } = array;
  if (data.length <= mostNumbers) return value;
  const [sum, min, max] = data.reduce(
    ([total, low, high], one) => [total + one, Math.min(low, one), Math.max(high, one)],
    [0, Infinity, -Infinity] as [number, number, number],
  );
  return { shape, norm: norm(array), mean: sum / data.length, min, max };
}
