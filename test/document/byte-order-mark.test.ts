import { expect, test } from "vitest";
import { readDocument, spanOf, walk } from "../../src/document/read.ts";

test("a byte order mark moves no place", () => {
  const text = "---\ntitle: A\n---\n\nOne *word* and $x$.\n\n```python #cell\nprint(1)\n```\n\n```\n1\n```\n";
  const marked = `\uFEFF${text}`;
  const [plain, read] = [text, marked].map((one) => readDocument(one, () => true));
  expect(read!.front).toEqual({ title: "A" });
  const pieces = (of: string, { tree }: typeof read & object): string[] =>
    [...walk(tree)].map(({ node }) => `${node.type}: ${of.slice(spanOf(node).from, spanOf(node).to)}`);
  expect(pieces(marked, read!)).toEqual(pieces(text, plain!));
  expect(marked.slice(read!.cells[0]!.offset).startsWith("print(1)")).toBe(true);
  expect(marked.slice(read!.cells[0]!.shown!.from, read!.cells[0]!.shown!.to)).toBe("```\n1\n```");
});
