import { readFileSync } from "node:fs";

/** The committed figures of an oracle: JSON lines, of which the first says what made them. */
export function oracle<Row>(name: string): {
  readonly head: Record<string, string>;
  readonly rows: readonly Row[];
} {
  const text = readFileSync(new URL(name, import.meta.url), "utf8");
  const [head, ...rows] = text.trimEnd().split("\n");
  return { head: JSON.parse(head!), rows: rows.map((line) => JSON.parse(line)) };
}
