import type { InlineCode, Link } from "mdast";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import type { Load } from "../language/lower.ts";
import { languageNamed } from "../lift/language.ts";
import { captionTree, linksIn } from "./caption.ts";
import type { Block, Cell, CellResult, Lookup } from "./cell.ts";
import * as derive from "./cells/derive.ts";
import * as descend from "./cells/descend.ts";
import * as diff from "./cells/diff.ts";
import * as graph from "./cells/graph.ts";
import { javascriptCells } from "./cells/javascript.ts";
import * as model from "./cells/model.ts";
import * as plot from "./cells/plot.ts";
import { ProgramSession } from "./cells/program.ts";
import { pythonCells } from "./cells/python.ts";
import * as train from "./cells/train.ts";
import { beginChecks, type CheckCells, type CheckedDocument, checkedDocument } from "./checked.ts";
import { expectedBy } from "./expected.ts";
import type { FenceOption } from "./fence.ts";
import { handNumbers } from "./hand-numbers.ts";
import { answer, claimIn, faultOf, type Question, questionIn } from "./inline.ts";
import { tooLarge } from "./measure.ts";
import { Memory } from "./memory.ts";
import { type ReadDocument, readDocument, spanOf, walk } from "./read.ts";
import { Targets } from "./references.ts";
import { Session } from "./session.ts";
import { Settings } from "./settings.ts";
import { verdictsIn } from "./verdicts.ts";

interface Kind {
  readonly options: readonly string[];
  run(settings: Settings, session: Session): CellResult | Promise<CellResult>;
}

/** The cells of the maths language, by the first word of their fence. */
const kinds: Readonly<Record<string, Kind>> = { model, derive, graph, train, descend, plot, diff };

const isProgram = (language: string): boolean => languageNamed(language) !== undefined;

const isCell = (language: string): boolean => Object.hasOwn(kinds, language) || isProgram(language);

export interface RanCell {
  readonly cell: Cell;
  readonly blocks: readonly Block[];
}

/** A document after its cells have run. */
export interface RanDocument extends ReadDocument {
  readonly path: string;
  readonly ran: readonly RanCell[];
  /** The texts that stand for the questions of prose. */
  readonly answers: ReadonlyMap<InlineCode, string>;
  readonly claims: ReadonlySet<Link>;
  readonly checked: CheckedDocument | undefined;
  /** What is wrong, in the order of the text; without what cells hold on purpose. */
  readonly diagnostics: readonly Diagnostic[];
  /** The faults that cells hold on purpose, and were found. */
  readonly expected: readonly Diagnostic[];
}

/**
 * Runs a document: every cell in its order, and the numbers of its prose where they stand. A process that builds it
 * again and again hands in a memory: then only what has changed runs. Where `check` has programs checked elsewhere, they
 * run here meanwhile.
 */
export async function runDocument(
  path: string,
  text: string,
  load?: Load,
  memory: Memory = new Memory(),
  check?: CheckCells,
): Promise<RanDocument> {
  memory.turn();
  if (check) beginChecks(path, text.slice(0, tooLarge(text)?.at), memory.checks, check);
  const document = readDocument(text, isCell);
  const checking = document.cells.some((cell) => isProgram(cell.fence.language))
    ? checkedDocument(path, text.slice(0, document.end), memory.checks, check)
    : undefined;
  const session = new Session(load);
  const sessions = {
    Python: new ProgramSession(pythonCells, memory.programs.get("Python")),
    JavaScript: new ProgramSession(javascriptCells, memory.programs.get("JavaScript")),
  };
  const programs = new Map<string, Lookup>([
    ["python", (expression) => sessions.Python.evaluate(expression)],
    ["typescript", (expression) => sessions.JavaScript.evaluate(expression)],
    ["javascript", (expression) => sessions.JavaScript.evaluate(expression)],
  ]);
  const lookups = new Map(programs);
  const later: (() => void)[] = [];
  const answers = new Map<InlineCode, string>();
  const claims = new Set<Link>();
  const found: Diagnostic[] = [];
  const blocksOf = new Map<Cell, Block[]>();
  const isStrict = document.front.numbers === "computed";
  const cellAt = new Map(document.cells.map((cell) => [cell.span.from, cell]));

  const ask = (node: InlineCode, asked: Question): void => {
    const told = answer(asked, lookups, spanOf(node));
    if ("text" in told) answers.set(node, told.text);
    else found.push(told);
  };
  const claim = (link: Link, place?: Span): void => {
    const fault = faultOf(link, lookups, place);
    if (fault) found.push(fault);
  };
  const targets = new Targets(document);
  const lost = (link: Link, place?: Span): Diagnostic[] => {
    const fault = targets.faultOf(link, place);
    return fault ? [fault] : [];
  };
  // what a program has is asked where the text is; a cell's numbers stay, and prose may run ahead of it
  const inPlaceOrLater = (id: string, run: () => void): void =>
    void (programs.has(id) ? run() : later.push(run));

  for (const { node } of walk(document.tree)) {
    if (node.type === "code") {
      const cell = cellAt.get(spanOf(node).from);
      if (!cell) continue;
      const { blocks, diagnostics, lookup } = await runCell(cell, session, sessions, memory);
      found.push(...diagnostics, ...sameId(cell, lookups));
      blocksOf.set(cell, [...blocks]);
      if (cell.fence.id !== undefined && lookup) lookups.set(cell.fence.id, lookup);
      const { caption, links } = inCaption(cell);
      for (const link of links)
        if (claimIn(link)) later.push(() => claim(link, caption?.span));
        else found.push(...lost(link, caption?.span));
      if (isStrict && caption) found.push(...handNumbers(captionTree(caption.value), caption.span));
    } else if (node.type === "inlineCode") {
      const asked = questionIn(node);
      if (asked) inPlaceOrLater(asked.id, () => ask(node, asked));
    } else if (node.type === "link") {
      const claimed = claimIn(node);
      if (!claimed) {
        found.push(...lost(node));
        continue;
      }
      claims.add(node);
      inPlaceOrLater(claimed.id, () => claim(node));
    }
  }
  for (const one of later) one();
  for (const [name, { steps }] of Object.entries(sessions)) memory.programs.set(name, steps);

  if (isStrict) found.push(...handNumbers(document.tree));

  const checked = await checking;
  const faults = [...document.diagnostics, ...(checked?.diagnostics ?? []), ...found];
  const { left, expected } = expectedBy(document.cells, inOrder(faults));
  const told = inOrder<Diagnostic>([...left, ...expected]);
  const ran = document.cells.map((cell): RanCell => {
    // of code that is not shown only what is wrong is told
    const isHidden = cell.fence.options.has("hide");
    const verdicts = checked ? verdictsIn(checked, cell).filter((one) => !(isHidden && one.good)) : [];
    return { cell, blocks: [...blocksOf.get(cell)!, ...verdicts, ...problemsIn(cell, told)] };
  });
  return { ...document, path, ran, answers, claims, checked, diagnostics: left, expected };
}

/** A cell's caption, and the links in it. */
function inCaption({ fence }: Cell): { caption: FenceOption | undefined; links: readonly Link[] } {
  const caption = fence.options.get("caption");
  return { caption, links: caption ? linksIn(caption.value) : [] };
}

interface Programs {
  readonly Python: Pick<ProgramSession<never, never>, "run">;
  readonly JavaScript: Pick<ProgramSession<never, never>, "run">;
}

async function runCell(
  cell: Cell,
  session: Session,
  programs: Programs,
  { cells: memory }: Memory,
): Promise<CellResult> {
  const language = languageNamed(cell.fence.language);
  if (language) {
    const settings = new Settings(cell, programOptions);
    return { ...(await programs[language.name].run(cell)), diagnostics: settings.diagnostics };
  }
  const kind = kinds[cell.fence.language]!;
  const text = JSON.stringify([
    cell.fence.language,
    cell.source,
    ...[...cell.fence.options].map(([key, { value }]) => [key, value]),
  ]);
  const known = memory.find(text, (asked) => session.isAnswered(asked));
  const result = known ?? (await freshly());
  session.add(result, cell);
  return result;

  async function freshly(): Promise<CellResult> {
    const settings = new Settings(cell, kind.options);
    session.asked();
    const given = await kind.run(settings, session);
    const asked = session.asked();
    const diagnostics = [...settings.diagnostics, ...given.diagnostics];
    // a fault has its place in this text, and is found again
    if (diagnostics.length === 0) memory.keep(text, { result: given, asked });
    return { ...given, diagnostics };
  }
}

/** Quarto's and R Markdown's options of cells are let through. */
const programOptions = [
  "echo",
  "eval",
  "output",
  "warning",
  "message",
  "include",
  "fig-cap",
  "fig-width",
  "fig-height",
];

function sameId(cell: Cell, lookups: ReadonlyMap<string, Lookup>): Diagnostic[] {
  const { id } = cell.fence;
  if (id === undefined || !lookups.has(id)) return [];
  const message = `two cells have the id \`${id}\``;
  return [
    { code: "document/same-id", severity: "error", span: cell.span, message, hint: "Give each its own." },
  ];
}

/** The faults that stand in a cell, or in the output shown below it; one that is told twice stands once. */
function problemsIn({ span, shown }: Cell, inOrder: readonly Diagnostic[]): Block[] {
  const told = new Map<string, Diagnostic>();
  const end = shown?.to ?? span.to;
  for (const one of inOrder.slice(firstFrom(inOrder, span.from), firstFrom(inOrder, end))) {
    const key = `${one.code} ${one.fix ? one.fix.text : one.message}`;
    if (!told.has(key)) told.set(key, one);
  }
  return [...told.values()].map((diagnostic) => ({ kind: "problem", diagnostic }));
}

/** The place of the first diagnostic that stands at `from` or after it. */
function firstFrom(all: readonly Diagnostic[], from: number): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (all[middle]!.span.from < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

const inOrder = <One extends Diagnostic>(all: readonly One[]): One[] =>
  [...all].sort((a, b) => a.span.from - b.span.from);
