import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";

/**
 * What small functions give for small inputs, kept as text that a person has read: one record for each input that is named
 * in NAME.txt, or for all of them where that is empty. A failure leaves NAME-changed.txt to compare with it.
 */
export function compareKept(name: string, records: Readonly<Record<string, () => readonly string[]>>): void {
  const file = (end: string): URL => new URL(`${name}${end}.txt`, import.meta.url);
  const due = new Map(
    readFileSync(file(""), "utf8")
      .split(/^== /m)
      .slice(1)
      .map((record) => {
        const [head, ...lines] = record.trimEnd().split("\n");
        return [head!, lines.map((line) => line.trimEnd())] as const;
      }),
  );
  const got = new Map<string, readonly string[]>();

  test(`${name}: no record is kept of what is gone`, () => {
    expect([...due.keys()].filter((head) => !Object.hasOwn(records, head))).toEqual([]);
  });
  const asked = Object.entries(records).filter(([head]) => due.size === 0 || due.has(head));
  for (const [head, work] of asked)
    test(`${name}: ${head}`, () => {
      got.set(
        head,
        work().map((line) => line.trimEnd()),
      );
      expect(got.get(head)).toEqual(due.get(head));
    });

  afterAll(() => {
    if (got.size < asked.length) return;
    const text = (all: Iterable<readonly [string, readonly string[]]>): string =>
      [...all].map(([head, lines]) => `== ${[head, ...lines].join("\n")}\n`).join("\n");
    if (text(got) !== text(due)) writeFileSync(file("-changed"), text(got));
  });
}
