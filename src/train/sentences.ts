import { fromNested, type Nested } from "../base/array.ts";
import { fixed, shortest, spaced } from "../base/decimal.ts";
import { norm } from "../base/norm.ts";
import { array } from "../base/print-array.ts";
import type { ModelGraph } from "../graph/model.ts";
import { nameOf } from "../graph/node.ts";
import type { Descent, PathEntry } from "./descend.ts";
import type { Epoch, Training } from "./train.ts";

/** The sentences in which descent and training are told on a terminal. */

const margin = "        ";
const listed = (names: readonly string[]): string => names.join(", ");

export function descentStart({ point, gradient }: PathEntry): string {
  const names = Object.keys(point);
  const at = names.map((name) => shortest(point[name]!));
  const [only] = names;
  if (names.length === 1)
    return `Starting gradient descent with ${only} = ${at[0]} and gradient = ${shortest(gradient[only!]!)}`;
  return `Starting with (${listed(names)}) = (${listed(at)}) and gradient = ${array(Object.values(gradient))}`;
}

export function descentLine({ iteration, point, value }: PathEntry): string {
  const names = Object.keys(point);
  const moved = names.map((name) => `${name} = ${spaced(point[name]!, 4)}`);
  return `Iteration ${iteration}: ${listed(moved)}, f(${listed(names)}) = ${spaced(value, 4)}`;
}

export function descentEnd({ path, stopped }: Descent): string {
  if (!stopped) return "";
  const { point } = path[path.length - 1]!;
  const names = Object.keys(point);
  if (!stopped.reason.includes("gradient"))
    return `\n${margin}Stopped at iteration ${stopped.iteration}: ${stopped.reason}\n`;
  const conditions = names.map((name) => stopped.reason.replace(/\bgradient\b/g, `f'(${name})`)).join(" & ");
  const best = listed(names.map((name) => spaced(point[name]!, 4)));
  const optimum =
    names.length === 1
      ? `Optimal value of ${names[0]}: ${best}`
      : `Optimal value of ${listed(names)} is (${best})`;
  const blanks = names.length === 1 ? "" : "  ";
  return `\n${margin}Stopping early: ${conditions}${blanks}\n${margin}${optimum}\n${margin}`;
}

type Row = Pick<Epoch, "loss" | "parameters">;

/** How a model's epochs are told: a sentence each, or a table where a sentence would hold too many numbers. */
export interface Telling {
  readonly header: string | undefined;
  readonly line: (epoch: Epoch) => string;
  readonly end: (training: Training) => string;
}

const mostNumbers = 8;

export function tellingOf(model: ModelGraph, width = 80): Telling {
  const loss = model.loss.operands[0]?.op === "mean" ? "Average loss" : "Loss";
  const isScalar = model.parameters.every(({ node }) => node.shape.length === 0);
  const stop = (training: Training, row: string): string => {
    if (!training.stopped) return "";
    if (training.diverged)
      return `\n${margin}Stopped at epoch ${training.stopped.epoch}: ${training.stopped.reason}\n`;
    return `\n${margin}Stopping early at epoch ${training.stopped.epoch}\n${margin}${row}\n${margin}`;
  };
  if (isScalar && model.parameters.length < mostNumbers) {
    const groups = grouped(model.parameters.map(({ node }) => nameOf(node)));
    const row = (told: Row): string => `${loss} = ${fixed(told.loss, 4)}, ${parameterText(groups, told)}`;
    return {
      header: undefined,
      line: (epoch) => `Epoch: ${epoch.epoch}, ${row(epoch)}${validated(epoch)}`,
      end: (training) => stop(training, row(training.final)),
    };
  }
  const titles = model.parameters.map(({ node }) =>
    node.shape.length > 0 ? `|${nameOf(node)}|` : nameOf(node),
  );
  const [epochWidth, lossWidth, cell] = [5, Math.max(10, loss.length), 9];
  const room = width - epochWidth - 1 - lossWidth;
  const fits = (columns: number): number => Math.max(1, Math.floor(columns / (cell + 1)));
  const shown = titles.length <= fits(room) ? titles.length : fits(room - "  + 99999 more".length);
  const left = titles.length - shown;
  const columns = model.parameters.slice(0, shown).map(({ node }) => nameOf(node));
  const clipped = (title: string): string => (title.length > cell ? `${title.slice(0, cell - 1)}…` : title);
  const row = (epoch: string, value: string, cells: readonly string[]): string =>
    [epoch.padStart(epochWidth), value.padStart(lossWidth), ...cells.map((one) => one.padStart(cell))].join(
      " ",
    );
  return {
    header: row("Epoch", loss, titles.slice(0, shown).map(clipped)) + (left > 0 ? `  + ${left} more` : ""),
    line: ({ epoch, loss: value, parameters, validation }) =>
      row(
        String(epoch),
        fixed(value, 4),
        columns.map((name) => fixed(size(parameters[name]!), 4)),
      ) + validated({ validation }),
    end: (training) => stop(training, `${loss} = ${fixed(training.final.loss, 4)}`),
  };
}

/** What the rows kept to validate with say, behind an epoch's own numbers. */
function validated({ validation }: { readonly validation?: Epoch["validation"] | undefined }): string {
  return validation ? `  (validation: ${measurements(validation)})` : "";
}

/** What the rows that were only tested on say at the end. */
export function testSentence({ test }: Training): string {
  if (!test) return "";
  const { rows, ...measured } = test;
  return `Tested on ${rows} row${rows === 1 ? "" : "s"}: ${measurements(measured)}`;
}

function measurements({ loss, ...metrics }: NonNullable<Epoch["validation"]>): string {
  const told = Object.entries(metrics).map(([name, value]) =>
    name === "accuracy" ? `${(value * 100).toFixed(2)} % right` : `${name} ${fixed(value, 4)}`,
  );
  return listed([`loss ${fixed(loss, 4)}`, ...told]);
}

/** A number itself; of an array its Euclidean norm. */
const size = (value: Nested): number => (typeof value === "number" ? value : norm(fromNested(value)));

/** Parameters w1, w2 … are told together as W; a name of its own kind alone. */
function grouped(names: readonly string[]): Map<string, string[]> {
  const families = new Map<string, string[]>();
  for (const name of names) {
    const family = /^([a-z])\d+$/.exec(name)?.[1] ?? name;
    families.set(family, [...(families.get(family) ?? []), name]);
  }
  const groups = new Map<string, string[]>();
  for (const [family, members] of families) {
    const title = family.toUpperCase();
    if (members.length > 1 && !names.includes(title))
      groups.set(
        title,
        members.sort((a, b) => Number(a.slice(1)) - Number(b.slice(1))),
      );
    else for (const name of members) groups.set(name, [name]);
  }
  return groups;
}

function parameterText(groups: ReadonlyMap<string, readonly string[]>, { parameters }: Row): string {
  const told = [...groups].map(([title, members]) => {
    const values = listed(members.map((name) => fixed(parameters[name] as number, 4)));
    return members.length > 1 ? `${title} = [${values}]` : `${title} = ${values}`;
  });
  return listed(told);
}
