import type { CheckedFile } from "./checked.ts";
import { type Tally, tallyOf, verdictKinds } from "./tally.ts";

const heads = ["programs", ...verdictKinds] as const;
const countsWidth = heads.reduce((sum, one) => sum + one.length + 1, 0);
const leastWidth = "first finding".length;

/** One row a file, fitted to `width` columns: its verdicts, and the place and code of its first finding. */
export function reportTable(files: readonly CheckedFile[], width: number): string {
  const all = files.map(tallyOf);
  const folder = commonFolder(all.map((one) => one.path));
  const rows = all.map((one) => ({ ...one, path: one.path.slice(folder.length) }));
  const findings = rows.map(findingText);
  const free = Math.max(width - countsWidth - 1, 2 * leastWidth);
  const needed = Math.max(leastWidth, ...findings.map((one) => one.length));
  const widest = Math.max(4, ...rows.map((one) => one.path.length));
  // the longer of the two columns gives way first
  const pathWidth = Math.min(widest, Math.max(free - needed, Math.min(widest, Math.floor(free / 2))));
  const lines = rows.map((row, at) =>
    [
      clippedStart(row.path, pathWidth).padEnd(pathWidth),
      ...heads.map((head) => counted(row, head).padStart(head.length)),
      clipped(findings[at]!, free - pathWidth),
    ].join(" "),
  );
  const head = ["file".padEnd(pathWidth), ...heads, "first finding"].join(" ");
  return [
    ...(folder === "" ? [] : [clippedStart(folder, width)]),
    clipped(head, width),
    ...lines,
    "",
    sumText(rows),
  ]
    .map((line) => line.trimEnd())
    .join("\n");
}

/** The folder in which all paths lie, up to its last `/`. */
function commonFolder(paths: readonly string[]): string {
  const [first = "", ...others] = paths;
  let folder = first.slice(0, first.lastIndexOf("/") + 1);
  while (folder !== "" && !others.every((one) => one.startsWith(folder)))
    folder = folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1);
  return folder;
}

const counted = (row: Tally, head: (typeof heads)[number]): string =>
  row[head] === 0 ? "-" : `${row[head]}`;

function findingText({ first }: Tally): string {
  if (!first) return "";
  const file = first.path === undefined ? "" : `${first.path.split("/").pop()}:`;
  return `${file}${first.cell === undefined ? "" : `cell ${first.cell}:`}${first.line} ${first.code}`;
}

const clipped = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;

/** The end of a path tells more than its beginning. */
const clippedStart = (text: string, width: number): string =>
  text.length <= width ? text : `…${text.slice(text.length - width + 1)}`;

function sumText(rows: readonly Tally[]): string {
  const faulty = rows.filter((one) => one.errors > 0 || one.warnings > 0 || one.wrong > 0).length;
  const silent = rows.filter((one) => one.programs === 0).length;
  const parts = [
    `${rows.length} files`,
    `${faulty} with faults`,
    ...(silent > 0 ? [`${silent} without a training step`] : []),
  ];
  return parts.join(", ");
}
