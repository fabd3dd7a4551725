import { type DiagramEdge, type DiagramNode, diagramSvg } from "../render/diagram.ts";

/** A Mermaid flow chart as its boxes and arrows. */
export interface Flowchart {
  readonly direction: "LR" | "TB";
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
}

const header = /^\s*(?:flowchart|graph)\s+(LR|RL|TB|TD|BT)\s*;?\s*$/i;
const node = /^\s*([\p{L}\p{N}_]+)\s*(?:\[\[?"?(.*?)"?\]?\]|\(+"?(.*?)"?\)+|\{"?(.*?)"?\})?\s*/u;
const link = /^\s*(?:--(?![->])\s*"?(.*?)"?\s*--+>|--+>\s*(?:\|"?(.*?)"?\|)?|==+>|-\.->)\s*/;

const mostArrows = 600;

/** Reads the flow charts that documents hold most: boxes, arrows and their labels. Nothing for any other chart. */
export function readFlowchart(source: string): Flowchart | undefined {
  const lines = source.split("\n").filter((line) => line.trim() !== "" && !/^\s*%%/.test(line));
  const direction = header.exec(lines[0] ?? "")?.[1]?.toUpperCase();
  if (!direction || lines.length > mostArrows) return undefined;
  const nodes = new Map<string, string>();
  const edges: DiagramEdge[] = [];
  for (const line of lines.slice(1).flatMap((one) => one.split(";"))) {
    let rest = line;
    let from: string | undefined;
    let label = "";
    while (rest.trim() !== "") {
      const box = node.exec(rest);
      if (!box) return undefined;
      const [whole, id, ...texts] = box as unknown as [string, string, ...(string | undefined)[]];
      const text = texts.find((one) => one !== undefined);
      if (text !== undefined || !nodes.has(id)) nodes.set(id, words(text ?? id));
      if (from !== undefined) edges.push({ from, to: id, label });
      rest = rest.slice(whole.length);
      if (rest.trim() === "") break;
      const arrow = link.exec(rest);
      if (!arrow) return undefined;
      label = words(arrow[1] ?? arrow[2] ?? "");
      from = id;
      rest = rest.slice(arrow[0].length);
      if (rest.trim() === "") return undefined;
    }
  }
  if (nodes.size === 0) return undefined;
  return {
    direction: direction === "LR" || direction === "RL" ? "LR" : "TB",
    nodes: [...nodes].map(([id, text]) => ({ id, lines: text.split("\n"), shape: "pill" })),
    edges,
  };
}

/** Mermaid's codes for letters that it reads as its own. */
const words = (text: string): string =>
  text
    .replace(/<br\s*\/?>/gi, "\n")
    .replaceAll("#quot;", '"')
    .replaceAll("#lt;", "<")
    .replaceAll("#gt;", ">")
    .trim();

/** A flow chart as a picture; nothing where it is another kind of chart. */
export async function flowchartSvg(source: string): Promise<string | undefined> {
  const chart = readFlowchart(source);
  if (!chart) return undefined;
  const text = new Map(chart.nodes.map(({ id, lines }) => [id, lines.join(" ")]));
  const told = chart.edges.map(
    ({ from, to, label }) => `${text.get(from)} to ${text.get(to)}${label && ` by ${label}`}`,
  );
  return diagramSvg({ ...chart, title: "Flow chart", description: `${told.join("; ")}.` });
}
