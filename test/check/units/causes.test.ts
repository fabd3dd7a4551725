import { dot } from "../../../src/check/gradient.ts";
import { judged } from "../../../src/check/judged.ts";
import { Accuser } from "../../../src/check/repair/blame.ts";
import { Claims } from "../../../src/check/repair/claims.ts";
import { constantGradients } from "../../../src/check/repair/constants.ts";
import { engineRules } from "../../../src/check/repair/engine.ts";
import { keptValues } from "../../../src/check/repair/kept.ts";
import { earlyUpdates } from "../../../src/check/repair/order.ts";
import { scenesOf, settingsIn } from "../../../src/check/repair/scene.ts";
import { Source } from "../../../src/check/repair/source.ts";
import { followsLoss, suspectsOf, toolsIn } from "../../../src/check/repair/suspects.ts";
import { Vocabularies } from "../../../src/check/repair/vocabulary.ts";
import { isGood } from "../../../src/check/verdict.ts";
import type { Watched } from "../../../src/check/watch.ts";
import { javascript, python } from "../../../src/lift/language.ts";
import type { Machine } from "../../../src/lift/machine.ts";
import type { Statement } from "../../../src/lift/python/syntax.ts";
import { type Fault, faults } from "../corpus.ts";
import { faults as javascriptFaults } from "../corpus-javascript.ts";
import { compareKept } from "./kept-text.ts";
import { watchedProgram } from "./watched.ts";

const size = (numbers: Float64Array): string => {
  const length = Math.sqrt(dot(numbers, numbers));
  return length < 1e-9 ? "0" : String(Number(length.toPrecision(4)));
};

/** What the search of a cause knows of a wrong step before it tries any change. */
function known(
  text: string,
  machine: Machine,
  statements: readonly Statement[],
  watched: Watched,
  isPython: boolean,
): string[] {
  const { program, later } = watched;
  const found = judged(machine, program, later);
  if (!found) return [];
  const { loss, parameters, verdicts, slopes, rate } = found.found;
  const wrong = parameters.filter((_, at) => verdicts[at]!.kind === "wrong");
  const good = parameters.filter((_, at) => isGood(verdicts[at]!));
  if (wrong.length === 0) return [];
  const source = new Source(text, statements, isPython ? python : javascript);
  const line = (at: number): number => text.slice(0, at).split("\n").length;
  const lines: string[] = [];
  const say = (words: string): void => void lines.push(words);
  const span = found.program.pass.span;
  const [first] = wrong as [(typeof wrong)[0]];
  say(`wrong ${wrong.map((one) => one.path).join(" ")}; good ${good.map((one) => one.path).join(" ")}`);
  say(
    `  follows the loss: ${
      wrong
        .filter((one) => followsLoss(one, slopes))
        .map((one) => one.path)
        .join(" ") || "none"
    }`,
  );
  for (const edit of [
    ...earlyUpdates(source, found.program, found.found, first),
    ...keptValues(source, found.program, found.found, first),
  ])
    say(
      `  early ${line(edit.span.from)}: ${edit.changes.map((one) => JSON.stringify(one.replacement)).join(" ")}`,
    );
  const told = ({ statement, isTrue, isFirstFalse, order }: ReturnType<typeof suspectsOf>[number]): string =>
    `${line(statement.span.from)}${isTrue ? " true" : ""}${isFirstFalse ? " first" : ""} (${order})`;
  say(`  suspects ${suspectsOf(source, first, slopes, good, span).map(told).join(", ")}`);
  const tools = slopes[0] ? toolsIn(source, slopes[0], good, span) : new Set<Statement>();
  say(`  tools ${[...tools].map((one) => line(one.span.from)).join(" ")}`);
  if (!slopes[0]) return lines;
  const { all, copies } = settingsIn(slopes[0], source);
  say(`  sets ${all.size}, copies ${[...copies].join(" ")}`);
  const scenes = scenesOf(machine, found.program, found.found, all);
  if (scenes.length < 2) return lines;
  const claims = new Claims(scenes, source, loss.stated ? loss.name : "L");
  say(
    `  claims ${claims.all
      .slice(0, 40)
      .map(({ text, numbers, isPart }) => `${text}${isPart ? " part" : ""} ${size(numbers[0]!)}`)
      .join(", ")}`,
  );
  say(
    `  sequences ${claims.sequences
      .slice(0, 12)
      .map(({ claims: some, orders }) => `${some[0]?.text}×${some.length}${orders ? ` at ${orders[0]}` : ""}`)
      .join(", ")}`,
  );
  say(
    `  engine ${engineRules(scenes, source)
      .map(({ statement, orders }) => `${line(statement.span.from)}×${orders.length}`)
      .join(" ")}`,
  );
  for (const { statement, isNamed, mended } of constantGradients(scenes, source, wrong))
    say(
      `  constant ${line(statement.span.from)}${isNamed ? " named" : ""}: ${mended.map((one) => one.path).join(" ")}`,
    );
  const blames = new Accuser({
    scenes,
    apart: copies,
    claims,
    source,
    wrong,
    good,
    lengths: rate ? [rate.value] : [],
    isUnmeasured: good.length === 0,
    hasState: false,
  }).blames();
  for (const {
    statement,
    place,
    orders,
    wanted,
    anyScale,
    orScaled,
    others,
    isMultiple,
    isAdded,
    before,
    mended,
  } of blames.slice(0, 6))
    say(
      `  blames ${line(statement.span.from)} ${source.textOf(place.span).slice(0, 40).split("\n")[0]} ×${orders.length} wants ${size(wanted[0]![0]!)}${anyScale ? ", any scale" : ""}${orScaled ? ", or scaled" : ""}${others?.length ? `, ${others.length} others` : ""}${isMultiple ? ", a multiple" : ""}${isAdded ? ", added" : ""}${before ? ", an update" : ""}: ${mended.map((one) => one.path).join(" ")}`,
    );
  const at = blames[0]?.statement ?? source.statementAt(first.span);
  if (!at) return lines;
  const words = new Vocabularies(source, found.program.pass.body, rate?.name, () => false).of(
    at,
    first.path,
    4,
  );
  say(`  atoms ${words.atoms.slice(0, 60).join(" · ")}`);
  say(
    `  derivatives ${words.derivatives.join(" · ")}; differences ${words.differences.join(" · ")}; functions ${words.functions.join(" · ")}; counters ${words.counters.join(" · ")}`,
  );
  return lines;
}

/** The first fault of each kind in each language. */
function chosen(all: readonly Fault[]): Fault[] {
  const seen = new Set<string>();
  return all.filter(({ rule, known: isKnown }) => {
    if (isKnown || seen.has(rule)) return false;
    seen.add(rule);
    return true;
  });
}

const files = [
  ...chosen(faults()).map(({ name, program, text }) => [name, `${program}.py`, text] as const),
  ...chosen(javascriptFaults()).map(({ name, program, text }) => [name, program, text] as const),
];

compareKept(
  "causes",
  Object.fromEntries(
    files.map(([name, path, text]) => [
      name,
      () => {
        const { machine, found, statements } = watchedProgram(path, text);
        return found.flatMap((one) => known(text, machine, statements, one, path.endsWith(".py")));
      },
    ]),
  ),
);
