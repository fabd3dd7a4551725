import { dot, gradientsOf, lossValue } from "../../../src/check/gradient.ts";
import { memberPoints } from "../../../src/check/judge.ts";
import { judged } from "../../../src/check/judged.ts";
import { laterPoints } from "../../../src/check/later.ts";
import type { Loss } from "../../../src/check/losses/loss.ts";
import { entryOf } from "../../../src/check/optimizer.ts";
import { pointsOf } from "../../../src/check/points.ts";
import { pointsAhead } from "../../../src/check/points-ahead.ts";
import { parametersOf } from "../../../src/check/program.ts";
import { rateOf } from "../../../src/check/rate.ts";
import type { Watched } from "../../../src/check/watch.ts";
import type { Machine } from "../../../src/lift/machine.ts";
import { programs } from "../corpus.ts";
import { programs as javascriptPrograms } from "../corpus-javascript.ts";
import { compareKept } from "./kept-text.ts";
import { watchedProgram } from "./watched.ts";

/** A number to five digits: enough to tell one from another, and the same on every machine. */
const short = (value: number | undefined | null): string =>
  value === undefined || value === null
    ? "none"
    : Math.abs(value) < 1e-9
      ? "0"
      : String(Number(value.toPrecision(5)));

/** Words that stand in a row more than once are said once: `h[…] ×12`. */
function counted(words: readonly string[]): string {
  const rows: { word: string; count: number }[] = [];
  for (const word of words) {
    const last = rows.at(-1);
    if (last?.word === word) last.count++;
    else rows.push({ word, count: 1 });
  }
  return rows
    .slice(0, 60)
    .map(({ word, count }) => (count > 1 ? `${word} ×${count}` : word))
    .join(" ");
}

/** What the checker sees in a step before it says anything. */
function seen(text: string, machine: Machine, { program, later, around, wanted }: Watched): string[] {
  const line = (at: number): number => text.slice(0, at).split("\n").length;
  const { first, moved, pass, stated, standard, promoted } = program;
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  say(
    `pass ${line(pass.span.from)}-${line(pass.span.to)}, ${later.length} of ${wanted} later, ${around.length} around`,
  );
  say(`  variables ${counted([...first.variables.keys()].map((path) => path.replace(/\[\d+\]/g, "[…]")))}`);
  say(
    `  moves ${counted(moved.map((path) => path.replace(/\[\d+\]/g, "[…]")))}${promoted.size > 0 ? `; promoted ${[...promoted].join(" ")}` : ""}`,
  );
  say(
    `  events ${counted(
      first.events.map(
        ({ kind, target, node, isWhole, holder, local, elements }) =>
          `${kind === "assigned" ? "" : `${kind} `}${target}${node ? `:${node.op}` : ""}${isWhole ? "" : " part"}${holder ? " in" : ""}${local ? " local" : ""}${elements ? `(${elements.length})` : ""}`,
      ),
    )}`,
  );
  const points = pointsOf(machine, program);
  say(
    `  points ${points.map(({ replaced }) => short(Math.sqrt([...replaced.values()].reduce((sum, one) => sum + dot(one, one), 0)))).join(" ")}`,
  );
  const told = (loss: Loss): void => {
    const { name, span, isNamed, text: words } = loss;
    const found = loss.find(first);
    const parameters = parametersOf(program, loss);
    const value = found && parameters.length > 0 ? lossValue(first, found, parameters) : undefined;
    say(
      `  ${loss.stated ? "states" : "may descend"} ${name}${isNamed ? "!" : ""} at ${line(span.from)} (${words ?? "no name"}) = ${short(value)}`,
    );
    if (!found || parameters.length === 0) return;
    const rate = rateOf(program, loss, parameters);
    const gradients = gradientsOf(first, found, parameters, moved);
    say(`    rate ${rate ? `${rate.name ?? "written"} ${short(rate.value)}` : "none"}`);
    for (const { path, members, span: at } of parameters) {
      const gradient = gradients.get(path)!;
      say(
        `    ${path} (${members.length}) at ${line(at.from)}: ${short(Math.sqrt(dot(gradient, gradient)))}`,
      );
    }
  };
  for (const loss of [...stated, ...standard]) told(loss);
  const found = judged(machine, program, later);
  if (!found) return lines;
  const { loss, parameters, verdicts, slopes } = found.found;
  say(`  judged by ${loss.name} at ${slopes.length} points`);
  for (const [at, parameter] of parameters.entries()) {
    const { kind, scale, reason } = verdicts[at]!;
    say(`    ${parameter.path} ${kind} ${short(scale)}${reason ? ` (${reason})` : ""}`);
    for (const { path, points } of memberPoints(parameter, slopes).slice(0, 2)) {
      const entry = entryOf(path, points);
      if (entry)
        say(
          `      enters ${short(entry.scale)}${entry.hasState ? ", state" : ""}${entry.isDown ? "" : ", not down"}: ${entry.nodes[0]!.op}`,
        );
      const inState = entryOf(path, points, { onlyState: true });
      if (inState) say(`      enters a state ${short(inState.scale)}`);
    }
  }
  const passes = laterPoints(machine, found.program, found.found, later);
  for (const { gradients, read } of passes)
    say(
      `    later ${[...gradients].map(([path, one]) => `${path} ${short(Math.sqrt(dot(one, one)))}`).join(" ")}${read.size === 0 ? ", reads nothing" : ""}`,
    );
  if (passes.length > 0)
    for (const parameter of parameters) {
      const { aheads } = pointsAhead(
        passes,
        found.program,
        found.found,
        parameter,
        parameter.members[0]!,
        true,
      );
      for (const { state, follows } of aheads)
        say(`    ${parameter.path} looks ahead by ${state}${follows ? ", which follows it" : ""}`);
    }
  return lines;
}

const files = [
  ...[...programs("right"), ...programs("quiet")].map(([name, text]) => [`${name}.py`, text] as const),
  ...javascriptPrograms("right"),
  ...javascriptPrograms("quiet"),
];

compareKept(
  "passes",
  Object.fromEntries(
    files.map(([name, text]) => [
      name,
      () => {
        const { machine, found } = watchedProgram(name, text);
        return found.flatMap((one) => seen(text, machine, one));
      },
    ]),
  ),
);
