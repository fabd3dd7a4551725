import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import { repairedFiles } from "../../src/check/fixes.ts";
import { recomputed } from "../../src/check/recompute.ts";
import type { Tree } from "../../src/lift/tree.ts";

/** What `--fix --outputs` makes of a file. */
function renewed(path: string, source: string, tree?: Tree): string {
  const file = checkFile(path, source, { tree });
  return recomputed(file, repairedFiles([file]), { tree }).text;
}

const cell = (text: string, output: string, end = "\n"): string =>
  `# Notes\n\n\`\`\`python\n${text}\n\`\`\`\n\n${output}${end}`;
const loop = (update: string): string => `w, b = 0.5, 0.1
for epoch in range(20):
    y_hat = w * 2.0 + b
    loss = 0.5 * (y_hat - 5.0) ** 2
    print(f"Epoch {epoch}: {loss:.4f}")
    if loss < 0.05:
        break
    dw = (y_hat - 5.0) * 2.0
    db = y_hat - 5.0
    w = w - 0.1 * dw
    b = ${update} - 0.1 * db`;
const printed = (text: string): string[] => {
  const long = Array.from({ length: 40 }, () => "?");
  const { outputs } = checkFile("x.md", cell(text, long.map((one) => `    ${one}`).join("\n")));
  return outputs.differing.map((one) => one.recomputed).filter((one) => one !== "");
};
const [wrong, right] = [printed(loop("w")), printed(loop("b"))];
const block = (lines: readonly string[]): string => lines.map((line) => `    ${line}`).join("\n");

describe("Markdown", () => {
  test("the output of a repaired loop has the lines that it prints now, fewer or more", () => {
    expect(right.length).not.toBe(wrong.length);
    const made = renewed("notes.md", cell(loop("w"), block(wrong), "\n\nThe end.\n"));
    expect(made).toBe(cell(loop("b"), block(right), "\n\nThe end.\n"));
    const again = checkFile("notes.md", made);
    expect(again.diagnostics).toEqual([]);
    expect(again.outputs).toMatchObject({ printed: right.length, reproduced: right.length });
  });

  test("an excerpt stays one", () => {
    expect(renewed("notes.md", cell(loop("w"), block(wrong.slice(0, 2))))).toBe(
      cell(loop("b"), block(right.slice(0, 2))),
    );
  });

  test("lines that hold to their last digit, blank ones and spaces at the end stay", () => {
    const text = "print(0.25)\nprint(1 / 3)\nprint(2.5)\nprint(4)";
    expect(renewed("notes.md", cell(text, "    0.25\n\n    0.334  \n    2.4  \n    5"))).toBe(
      cell(text, "    0.25\n\n    0.334  \n    2.4  \n    4"),
    );
  });

  test("surplus lines go with their line breaks, at the end of a file too", () => {
    expect(renewed("notes.md", cell("print(1)", "    1\n    2\n    3", ""))).toBe(
      cell("print(1)", "    1", ""),
    );
    expect(renewed("notes.md", cell("print(1)", "```\n1\n2\n```"))).toBe(cell("print(1)", "```\n1\n```"));
  });

  test("Windows' line ends stay, in lines that are put in as well", () => {
    const dos = (text: string): string => text.replaceAll("\n", "\r\n");
    expect(renewed("notes.md", dos(cell(loop("w"), block(wrong), "\n\nThe end.\n")))).toBe(
      dos(cell(loop("b"), block(right), "\n\nThe end.\n")),
    );
  });

  test("a fence that stands indented keeps its indentation", () => {
    const text = "  ```python\n  print(1)\n  ```\n\n  ```\n  2\n  ```\n";
    expect(renewed("notes.md", text)).toBe(text.replace("  2", "  1"));
  });

  test("arrays in many lines, and the spaces that begin them", () => {
    const text = "import numpy as np\nprint(np.array([[1.5, 2.0], [3.0, 4.0]]))";
    expect(renewed("notes.md", cell(text, "    [[1.5 2. ]\n     [3.  5. ]]"))).toBe(
      cell(text, "    [[1.5 2. ]\n     [3.  4. ]]"),
    );
  });

  test("a line that rounding makes differ stays, unless a repair changes it", () => {
    const steady = "print(1)\nprint(2)\nprint(3)\nprint(4)\nprint(5)\n";
    const five = "    1\n    2\n    3\n    4\n    5\n";
    const slow = (sign: string): string =>
      `${steady}w = 0.5\nfor i in range(2):\n    loss = (w - 1.0) ** 2\n    w ${sign} 0.001 * 2 * (w - 1.0)\nprint(w)`;
    // by five lines that agree and numbers that are near
    const near = cell(slow("-="), `${five}    0.5010`);
    expect(renewed("notes.md", near)).toBe(near);
    const [before, after] = [printed(slow("+=")), printed(slow("-="))].map((lines) => lines.at(-1)!);
    expect(Math.abs(Number(before) / Number(after) - 1)).toBeLessThan(0.01);
    expect(renewed("notes.md", cell(slow("+="), `${five}    ${before}`))).toBe(
      cell(slow("-="), `${five}    ${after}`),
    );
  });

  test("no lines are put in where an unseeded generator has printed some", () => {
    const [more, fewer] = [wrong.length, right.length].sort((a, b) => b - a);
    expect(more).toBeGreaterThan(fewer!);
    const [short, long] = wrong.length < right.length ? [wrong, right] : [right, wrong];
    const faulty = loop(short === wrong ? "w" : "b");
    expect(long.length).toBe(more);
    const chance = `import numpy as np\nprint(np.random.rand())\n${faulty}`;
    const text = cell(chance, `    0.5\n${block(short)}`);
    const made = renewed("notes.md", text);
    expect(made.split("\n").length).toBe(text.split("\n").length);
  });

  test("NumPy's numbers keep the form that is shown", () => {
    const text = "import numpy as np\nprint([np.float64(1.5)])";
    for (const form of ["np.float64(□)", "□"]) {
      const shown = (value: string): string => cell(text, `    [${form.replace("□", value)}]`);
      expect(renewed("notes.md", shown("9.5"))).toBe(shown("1.5"));
    }
  });

  test("what no run can tell stays: unseeded numbers, cells that fail, waived lines", () => {
    for (const text of [
      cell("import numpy as np\nprint(np.random.rand())", "    0.5"),
      cell("print(1)\nraise ValueError('x')", "    1\n    2"),
    ])
      expect(renewed("notes.md", text)).toBe(text);
  });
});

test("output that rests on a module beside the document is recomputed with the module's repair", () => {
  const module = `def step(w, x, t):
    p = w * x
    loss = (p - t) ** 2
    dw = 2 * (p - t) * x
    return w + 0.1 * dw, loss
`;
  const text = cell(
    "from net import step\nw = 0.5\nfor i in range(3):\n    w, loss = step(w, 1.0, 3.0)\nprint(w)",
    "    2.0",
  );
  const tree: Tree = {
    path: "notes.md",
    read: (path) => (path === "net.py" ? { path, text: module } : undefined),
  };
  const file = checkFile("notes.md", text, { tree });
  const repaired = repairedFiles([file]);
  expect(repaired.map((one) => one.path)).toEqual(["net.py"]);
  expect(recomputed(file, repaired, { tree }).text).toBe(text.replace("    2.0", "    1.72"));
});

describe("notebooks", () => {
  const notebook = (source: string[], ...outputs: object[]): string =>
    `${JSON.stringify({ cells: [{ cell_type: "code", execution_count: 1, metadata: {}, outputs, source }], metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
  const stream = (lines: readonly string[]): object => ({
    name: "stdout",
    output_type: "stream",
    text: lines.map((line, at) => (at < lines.length - 1 ? `${line}\n` : line)),
  });
  const lines = (text: string): string[] => text.split(/(?<=\n)/);

  test("a stream of another length is what Jupyter would store", () => {
    const ended = (all: readonly string[]): object => ({
      ...stream(all),
      text: all.map((line) => `${line}\n`),
    });
    expect(renewed("x.ipynb", notebook(lines(loop("w")), ended(wrong)))).toBe(
      notebook(lines(loop("b")), ended(right)),
    );
    // and back: a stream that has become shorter
    expect(renewed("x.ipynb", notebook(['print("a")'], ended(["a", "b", "c"])))).toBe(
      notebook(['print("a")'], ended(["a"])),
    );
  });

  test("the value of the last expression, escaped", () => {
    const value = (text: string): object => ({
      data: { "text/plain": [text] },
      execution_count: 1,
      metadata: {},
      output_type: "execute_result",
    });
    expect(renewed("x.ipynb", notebook(['"é" + chr(34)'], value("'old'")))).toBe(
      notebook(['"é" + chr(34)'], value("'é\"'")),
    );
  });

  test("what is printed no more is gone, of one cell whatever the others print", () => {
    const cells = (...all: [source: string, lines: string[]][]): string =>
      `${JSON.stringify({ cells: all.map(([source, text]) => ({ cell_type: "code", execution_count: 1, metadata: {}, outputs: [{ name: "stdout", output_type: "stream", text }], source: [source] })), metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
    const text = (made: string): string[] =>
      JSON.parse(made).cells.map((one: { outputs: { text: string[] }[] }) => one.outputs[0]!.text.join(""));
    expect(text(renewed("x.ipynb", cells(["x = 1", ["2\n"]], ["print(x)", ["1\n"]])))).toEqual(["", "1\n"]);
    expect(text(renewed("x.ipynb", cells(["print(3)", ["2\n", "4\n"]], ["print(1)", ["1\n"]])))).toEqual([
      "3\n",
      "1\n",
    ]);
  });

  test("what is printed behind several outputs belongs to none that is known", () => {
    const value = {
      data: { "text/plain": ["7"] },
      execution_count: 1,
      metadata: {},
      output_type: "execute_result",
    };
    const text = notebook(["print(1)\n", "print(7)\n", "print(8)\n", "9"], stream(["1"]), value);
    expect(renewed("x.ipynb", text)).toBe(text);
  });

  test("of several outputs each keeps its lines, unless their number is another now", () => {
    const value = {
      data: { "text/plain": ["7"] },
      execution_count: 1,
      metadata: {},
      output_type: "execute_result",
    };
    const both = (text: string, source: string): string => notebook([source], stream([text]), value);
    expect(renewed("x.ipynb", both("1", "print(2)\n7"))).toBe(both("2", "print(2)\n7"));
    const other = both("1", "print(2)\nprint(3)\n7");
    expect(renewed("x.ipynb", other)).toBe(other);
  });
});

test("a file that shows no output is not run again", () => {
  const module = "def step(w):\n    loss = (w - 1.0) ** 2\n    return w + 0.2 * (w - 1.0), loss\n";
  let read = 0;
  const tree: Tree = {
    path: "main.py",
    read: (path) => {
      read++;
      return path === "net.py" ? { path, text: module } : undefined;
    },
  };
  const source = "from net import step\nw = 0.5\nfor i in range(3):\n    w, loss = step(w)\n";
  const file = checkFile("main.py", source, { tree });
  const repaired = repairedFiles([file]);
  expect(repaired.map((one) => one.path)).toEqual(["net.py"]);
  const before = read;
  expect(recomputed(file, repaired, { tree })).toEqual({ text: source, cells: 0 });
  expect(read).toBe(before);
});
