import type { Node } from "../graph/node.ts";
import type { Arrow } from "./flow.ts";

/** A box of the chart, or a bend of an arrow that passes a column by. Lengths in pixels, from the top left. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface ChartLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<Node, Place>;
  /** Each arrow's places from its start to its end, bends included. */
  readonly routes: readonly (readonly Place[])[];
}

interface Cell {
  readonly column: number;
  readonly width: number;
  readonly before: Cell[];
  row: number;
}

const gap = 44;
export const rowHeight = 76;
const margin = 24;

/**
 * Layers from left to right: a quantity stands one column after the last one that it reads, arrows over several
 * columns bend through each, and cells keep near the rows of what they read (Sugiyama's method, one sweep).
 */
export function chartLayout(
  arrows: readonly Arrow[],
  widthOf: (node: Node) => number,
  labelWidth: (label: string) => number,
): ChartLayout {
  const column = new Map<Node, number>();
  const nodes = [...new Set(arrows.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a.id - b.id);
  const byTarget = [...arrows].sort((a, b) => a.to.id - b.to.id);
  for (const node of nodes) column.set(node, 0);
  for (const { from, to } of byTarget) column.set(to, Math.max(column.get(to)!, column.get(from)! + 1));

  const columns: Cell[][] = [];
  const add = (cell: Cell): Cell => {
    (columns[cell.column] ??= []).push(cell);
    return cell;
  };
  const cells = new Map(
    nodes.map((node) => [node, add({ column: column.get(node)!, width: widthOf(node), before: [], row: 0 })]),
  );
  const routes = arrows.map(({ from, to }) => {
    const route = [cells.get(from)!];
    const end = cells.get(to)!;
    for (let at = column.get(from)! + 1; at < end.column; at++) {
      route.push(add({ column: at, width: 0, before: [route.at(-1)!], row: 0 }));
    }
    end.before.push(route.at(-1)!);
    return [...route, end];
  });

  const wish = ({ before, row }: Cell): number =>
    before.length > 0 ? before.reduce((sum, one) => sum + one.row, 0) / before.length : row;
  const tallest = Math.max(0, ...columns.map((one) => one.length));
  for (const cellsHere of columns) {
    cellsHere.sort((a, b) => wish(a) - wish(b));
    for (const [at, cell] of cellsHere.entries()) cell.row = at - (cellsHere.length - 1) / 2;
  }

  const labels = columns.map(() => 0);
  arrows.forEach(({ label }, at) => {
    const start = routes[at]![0]!.column;
    labels[start] = Math.max(labels[start]!, labelWidth(label));
  });
  const lefts: number[] = [];
  const widths = columns.map((cellsHere) => Math.max(...cellsHere.map((cell) => cell.width)));
  let x = margin;
  for (const [at, width] of widths.entries()) {
    lefts.push(x);
    x += width + (at < widths.length - 1 ? labels[at]! + gap : 0);
  }
  const place = (cell: Cell): Place => ({
    x: lefts[cell.column]! + (widths[cell.column]! - cell.width) / 2,
    y: margin + ((tallest - 1) / 2 + cell.row + 0.5) * rowHeight,
    width: cell.width,
  });
  return {
    width: x + margin,
    height: tallest * rowHeight + 2 * margin,
    boxes: new Map(nodes.map((node) => [node, place(cells.get(node)!)])),
    routes: routes.map((route) => route.map(place)),
  };
}
