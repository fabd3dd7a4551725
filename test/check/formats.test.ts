import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";
import type { CheckedFile } from "../../src/check/checked.ts";
import { hintsIn } from "../../src/check/hints.ts";
import { reportCsv } from "../../src/check/report-csv.ts";
import { reportGithub } from "../../src/check/report-github.ts";
import { reportJson, scaleText } from "../../src/check/report-json.ts";
import { parameterText, programText, summaryText } from "../../src/check/report-pretty.ts";
import { reportTable } from "../../src/check/report-table.ts";
import { tallyOf } from "../../src/check/tally.ts";
import type { Verdict } from "../../src/check/verdict.ts";

const neuron = (w: string, b: string): string => `x, y, w, b = 2.0, 5.0, 0.5, 1.0
for i in range(3):
    p = w * x + b
    loss = 0.5 * (p - y) ** 2
    w ${w} 0.1 * (p - y) * x
    b ${b} 0.1 * (p - y)
`;
const good = checkFile("nets/good.py", neuron("-=", "-="));
const bad = checkFile('nets/bad, "one".py', neuron("-=", "+="));
const worse = checkFile("nets/deep/worse.py", neuron("+=", "+="));
const empty = checkFile("nets/empty.py", "print(1)\n");
const broken = checkFile("nets/broken.py", "x = = 1\n");

describe("as CSV", () => {
  test("a head, and a row a file: verdicts, faults, and the first finding with its place", () => {
    const sign = bad.diagnostics[0]!.message;
    expect(reportCsv([good, bad, empty])).toBe(
      [
        "path,programs,right,scaled,other,wrong,unknown,errors,warnings,first_path,first_cell,first_line,first_code,first_message",
        "nets/good.py,1,2,0,0,0,0,0,0,,,,,",
        `"nets/bad, ""one"".py",1,1,0,0,1,0,1,0,"nets/bad, ""one"".py",,6,update/sign,${sign}`,
        "nets/empty.py,0,0,0,0,0,0,0,0,,,,,",
        "",
      ].join("\r\n"),
    );
  });
  test("of no file, the head alone", () => expect(reportCsv([]).split("\r\n")).toHaveLength(2));
});

describe("a file in one row", () => {
  test("counts verdicts, and tells errors before warnings and warnings before the rest", () => {
    expect(tallyOf(worse)).toMatchObject({ programs: 1, right: 0, wrong: 2, errors: 2, warnings: 0 });
    const [error] = worse.diagnostics;
    const warning = { ...error!, severity: "warning", code: "update/uneven-scale" } as const;
    const info = { ...error!, severity: "info", code: "output/sensitive" } as const;
    const of = (...diagnostics: CheckedFile["diagnostics"]) => tallyOf({ ...worse, diagnostics });
    expect(of(info, warning, error!).first?.code).toBe("update/sign");
    expect(of(info, warning)).toMatchObject({
      errors: 0,
      warnings: 1,
      first: { code: "update/uneven-scale", line: 5, path: undefined, cell: undefined },
    });
    // information is told where there is no program to tell of
    expect(of(info).first).toBeUndefined();
    const nothing = { ...worse, programs: [] };
    expect(tallyOf({ ...nothing, diagnostics: [info] }).first?.code).toBe("output/sensitive");
    const replaced = { ...info, code: "data/replaced" };
    expect(tallyOf({ ...nothing, diagnostics: [replaced] }).first).toBeUndefined();
    expect(tallyOf({ ...nothing, diagnostics: [replaced, info] }).first?.code).toBe("output/sensitive");
  });
});

describe("as a table", () => {
  test("a row a file under the folder that all share, and the sum", () => {
    expect(reportTable([good, bad, worse, empty, broken], 100).split("\n")).toEqual([
      "nets/",
      "file          programs right scaled other wrong unknown first finding",
      "good.py              1     2      -     -     -       -",
      'bad, "one".py        1     1      -     -     1       - 6 update/sign',
      "deep/worse.py        1     -      -     -     2       - 5 update/sign",
      "empty.py             -     -      -     -     -       -",
      "broken.py            -     -      -     -     -       - 1 python/syntax",
      "",
      "5 files, 3 with faults, 2 without a training step",
    ]);
  });
  test("of files in two folders, or of one file", () => {
    const moved = { ...good, path: "other/good.py" };
    expect(reportTable([good, moved], 100).split("\n")).toEqual([
      "file          programs right scaled other wrong unknown first finding",
      "nets/good.py         1     2      -     -     -       -",
      "other/good.py        1     2      -     -     -       -",
      "",
      "2 files, 0 with faults",
    ]);
    expect(
      reportTable([{ ...good, path: "a/b/one.py" }], 100)
        .split("\n")
        .slice(0, 3),
    ).toEqual([
      "a/b/",
      "file   programs right scaled other wrong unknown first finding",
      "one.py        1     2      -     -     -       -",
    ]);
    const near = [
      { ...good, path: "a/bc/x.py" },
      { ...good, path: "a/bd/x.py" },
    ];
    expect(reportTable(near, 100).split("\n")[0]).toBe("a/");
    expect(reportTable([{ ...good, path: "x.py" }], 100).split("\n")[0]).toMatch(/^file programs/);
  });
  test("clips paths at their beginning and findings at their end where the terminal is narrow", () => {
    const path = "nets/a-path-that-is-much-too-long-for-this.py";
    const long = { ...bad, path, pieces: [{ ...bad.pieces[0]!, path }] };
    for (const width of [40, 60, 79, 80, 81, 90, 200]) {
      const lines = reportTable([good, long], width).split("\n");
      for (const line of lines.slice(0, -2)) expect(line.length).toBeLessThanOrEqual(Math.max(width, 70));
    }
    expect(reportTable([good, long], 80).split("\n")).toEqual([
      "nets/",
      "file                     programs right scaled other wrong unknown first finding",
      "good.py                         1     2      -     -     -       -",
      "…ch-too-long-for-this.py        1     1      -     -     1       - 6 update/sign",
      "",
      "2 files, 1 with faults",
    ]);
    expect(reportTable([{ ...good, path: `${"deep/".repeat(30)}x.py` }], 60).split("\n")[0]).toBe(
      `…${"deep/".repeat(30).slice(-59)}`,
    );
  });
  test("names the cell of a notebook, and the file where it is another", () => {
    const [one] = bad.diagnostics;
    const [piece] = bad.pieces;
    const inCell = { ...bad, pieces: [{ ...piece!, cell: 3 }], diagnostics: [one!] };
    expect(reportTable([inCell], 100)).toContain(" cell 3:6 update/sign");
    const elsewhere = { ...bad, path: "nets/main.py", diagnostics: [one!] };
    expect(reportTable([elsewhere], 100)).toContain(' bad, "one".py:6 update/sign');
    expect(reportCsv([elsewhere])).toContain(',"nets/bad, ""one"".py",,6,update/sign');
    expect(reportCsv([inCell])).toContain(",3,6,update/sign");
  });
});

describe("as GitHub's workflow commands", () => {
  test("whole", () => {
    const [{ message, why }] = bad.diagnostics as never as [{ message: string; why: string }];
    expect(reportGithub([good, bad])).toBe(
      '::error file=nets/bad%2C "one".py,line=6,endLine=6,col=6,endColumn=10,title=update/sign::' +
        `${message}%0A${why}%0AWrite: b -= 0.1 * (p - y)`,
    );
  });
  test("without columns over several lines; percent signs, colons and line ends escaped", () => {
    const [one] = bad.diagnostics;
    const span = { from: 0, to: bad.source.length - 1 };
    const { fix: _, why: __, ...rest } = one!;
    const odd = { ...rest, severity: "warning" as const, span, message: "100 %:\r\nall, wrong" };
    const note = { ...odd, severity: "info" as const, message: "so" };
    expect(
      reportGithub([
        {
          ...bad,
          path: "a:b%.py",
          pieces: [{ ...bad.pieces[0]!, path: "a:b%.py" }],
          diagnostics: [odd, note],
        },
      ]),
    ).toBe(
      "::warning file=a%3Ab%25.py,line=1,endLine=6,title=update/sign::100 %25:%0D%0Aall, wrong\n" +
        "::notice file=a%3Ab%25.py,line=1,endLine=6,title=update/sign::so",
    );
  });
});

describe("a factor as people write it", () => {
  const cases: [number | null, string | null][] = [
    [null, null],
    [1, "1"],
    [2, "2"],
    [2 + 1e-9, "2"],
    [1 / 7, "1/7"],
    [0.5, "1/2"],
    [1 / 3 + 1e-9, "1/3"],
    [0.4, "0.4"],
    [2.5, "2.5"],
    [1234.5678912, "1234.57"],
    [2 / 3, "0.666667"],
    [1e-12, "1/1000000000000"],
    [3.00001, "3.00001"],
  ];
  for (const [scale, is] of cases) test(`${scale}`, () => expect(scaleText(scale)).toBe(is));
});

describe("for people", () => {
  test("a file whose every step is right", () => {
    expect(summaryText(good)).toBe(
      [
        "nets/good.py",
        "  line 2: 2 of 2 parameters: the exact gradient of half squared error",
        "    w  right",
        "    b  right",
      ].join("\n"),
    );
  });
  test("a file with a wrong one, and its numbers", () => {
    expect(summaryText(bad).split("\n").slice(1)).toEqual([
      "  line 2: 1 of 2 parameters follow half squared error (`loss`)",
      "    w  right",
      "    b  wrong    after the first step 0.7, by the gradient 1.3",
    ]);
  });
  test("a file without a step", () => {
    expect(summaryText(empty)).toBe("nets/empty.py\n  no training step was found");
  });
  test("a document: its printed lines and its formulas", () => {
    const text =
      "# A\n\n$z = wx$: $\\frac{dz}{dw} = x$, $\\frac{dz}{dx} = x$.\n\n```python\nprint(0.1 + 0.2)\nprint(1)\n```\n\n    0.7\n    1\n";
    expect(summaryText(checkFile("notes.md", text)).split("\n").slice(1)).toEqual([
      "  formulas: 2 read, 1 true, 1 false",
      "",
      "  1 of 2 printed lines reproduced, 1 differ",
    ]);
    const failing =
      "```python\nprint(1)\n```\n\n    1\n\n```python\nraise ValueError()\nprint(2)\n```\n\n    2\n";
    expect(summaryText(checkFile("notes.md", failing))).toContain(
      "1 of 2 printed lines reproduced, 1 not run",
    );
    expect(summaryText(checkFile("notes.md", "```python\nprint(1)\n```\n\n    1\n"))).toMatch(
      /\n {2}1 of 1 printed lines reproduced$/,
    );
  });
  const right: Verdict = { path: "w", kind: "right" } as Verdict;
  const program = (loss: object, ...kinds: Verdict["kind"][]) =>
    ({
      loss: { name: "cost", stated: true, ...loss },
      descends: { text: "mean squared error", same: true },
      parameters: kinds.map((kind) => ({ ...right, kind })),
    }) as never as CheckedFile["programs"][number];
  test("what a program descends, in one sentence", () => {
    expect(programText(program({}, "right", "scaled"))).toBe(
      "2 of 2 parameters: the exact gradient of mean squared error",
    );
    expect(programText(program({}, "right", "wrong", "unknown"))).toBe(
      "1 of 3 parameters follow mean squared error (`cost`)",
    );
    expect(programText(program({ stated: false }, "right", "wrong"))).toBe(
      "1 of 2 parameters follow the mean squared error",
    );
    expect(programText(program({}, "other", "other"))).toBe(
      "2 of 2 parameters: the exact gradient of mean squared error, which is not the stated loss",
    );
  });
  test("what is said of a parameter besides its verdict", () => {
    const of = (more: object): string =>
      parameterText({
        ...right,
        scale: null,
        ...more,
      } as never as CheckedFile["programs"][number]["parameters"][number]);
    expect(of({})).toBe("");
    expect(of({ kind: "scaled", scale: 2 })).toBe("2 times the rate and the gradient");
    expect(of({ kind: "unknown", reason: "it is not understood" })).toBe("it is not understood");
    expect(
      of({ kind: "wrong", worst: { yours: 0.123456789, expected: 1e-7, gradient: {} }, reason: "so" }),
    ).toBe("after the first step 0.123457, by the gradient 1e-07  so");
  });
});

describe("as JSON", () => {
  test("counts the verdicts of all files", () => {
    expect(reportJson([good, bad, worse])).toMatchObject({
      version: 1,
      summary: { right: 3, scaled: 0, other: 0, wrong: 3, unknown: 0 },
    });
  });
  test("has null, empty and no fields where there is nothing to say", () => {
    const { files } = reportJson([good]) as never as { files: { programs: object[] }[] };
    expect(files).toEqual([
      {
        path: "nets/good.py",
        programs: [
          {
            line: 2,
            endLine: 6,
            loss: { name: "loss", line: 4, stated: true, text: "0.5 * (p - y) ** 2" },
            descends: { text: "half squared error", same: true },
            parameters: ["w", "b"].map((name, at) => ({
              name,
              line: 5 + at,
              verdict: "right",
              scale: null,
              scaleText: null,
              worst: null,
            })),
          },
        ],
        outputs: { printed: 0, reproduced: 0, differing: [], notRun: [] },
        formulas: [],
        diagnostics: [],
      },
    ]);
  });
});

describe("hints in comments", () => {
  test("name the loss", () => {
    expect(hintsIn("x = 1  # chainrule: loss = cost\n").loss).toBe("cost");
    expect(hintsIn("//chainrule:loss=this.cost").loss).toBe("this.cost");
    expect(hintsIn("#  chainrule:  loss  =  a_1").loss).toBe("a_1");
    expect(hintsIn("loss = cost # chainrule: los = cost").loss).toBeUndefined();
    expect(hintsIn("").loss).toBeUndefined();
  });
  const at = (text: string, piece: string, code = "update/sign") => {
    const from = text.indexOf(piece);
    return hintsIn(text).heeded([{ code, severity: "error", span: { from, to: from + 1 }, message: "" }])
      .length;
  };
  test("waive a code for their own line, and alone on a line for the next", () => {
    const own = "a = 1\nb = 2  # chainrule: ignore update/sign because it is meant\nc = 3\n";
    expect([at(own, "a"), at(own, "b ="), at(own, "c =")]).toEqual([1, 0, 1]);
    expect(at(own, "b =", "update/uneven-scale")).toBe(1);
    const alone = "a = 1\n  # chainrule: ignore update/sign\nb = 2\nc = 3\n";
    expect([at(alone, "a"), at(alone, "b ="), at(alone, "c =")]).toEqual([1, 0, 1]);
    const script = "a = 1;\n// chainrule: ignore update/wrong-target\nb = 2;\n";
    expect([at(script, "b =", "update/wrong-target"), at(script, "a", "update/wrong-target")]).toEqual([
      0, 1,
    ]);
  });
});
