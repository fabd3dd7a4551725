import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, describe, expect, test } from "vitest";
import { lower } from "../../src/language/lower.ts";
import { apiReport, entries } from "./api-report.ts";
import { packedProject, root } from "./project.ts";

const { folder: project, remove } = packedProject();
afterAll(remove);

/** Runs a program in that project; gives what it prints. */
function ran(name: string, text: string): string {
  writeFileSync(join(project, name), text);
  return execFileSync(process.execPath, [name], { cwd: project, encoding: "utf8", stdio: "pipe" });
}

describe("the packed package, in an empty project", () => {
  test("every entry can be imported, with its declarations", () => {
    const names = entries().map((one) => one.name);
    const text = names
      .map((name) => `console.log(Object.keys(await import("${name}")).length > 0);`)
      .join("\n");
    expect(ran("entries.mjs", text)).toBe("true\n".repeat(names.length));
    const typed = `${names.map((name, at) => `import * as e${at} from "${name}";`).join("\n")}\nexport const all: object[] = [${names.map((_, at) => `e${at}`).join(", ")}];`;
    writeFileSync(join(project, "typed.mts"), typed);
    const program = ts.createProgram([join(project, "typed.mts")], {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      types: [],
    });
    expect(
      ts.getPreEmitDiagnostics(program).map((one) => ts.flattenDiagnosticMessageText(one.messageText, "\n")),
    ).toEqual([]);
  });

  test("its command runs", () => {
    const out = execFileSync(process.execPath, ["node_modules/chainrule/dist/cli.js", "diff", "(x + 3)^3"], {
      cwd: project,
      encoding: "utf8",
    });
    expect(out).toBe("3*(x + 3)**2\n");
  });
});

test("docs/api.md says what the package exports; npm run api writes it anew, and the change is seen in the diff", () => {
  expect(readFileSync(join(root, "docs/api.md"), "utf8")).toBe(apiReport());
});

/** The fences of the README and the pages of docs/: the language, its text, and where it stands. */
function fences(): { readonly language: string; readonly text: string; readonly place: string }[] {
  const pages = [
    "README.md",
    ...readdirSync(join(root, "docs"))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`),
  ];
  return pages
    .filter((page) => page !== "docs/api.md")
    .flatMap((page) => {
      // a fence of four marks shows a document with fences of its own
      const source = readFileSync(join(root, page), "utf8").replace(/^````.*?^````$/gms, (shown) =>
        shown.replace(/[^\n]/g, " "),
      );
      return [...source.matchAll(/^```([\w-]*)[^\n]*\n(.*?)^```$/gms)].map((found) => ({
        language: found[1]!,
        text: found[2]!,
        place: `${page}:${source.slice(0, found.index).split("\n").length}`,
      }));
    });
}

describe("the samples of the README and of docs/", () => {
  const all = fences();
  test.each(all.filter((one) => one.language === "ts").map((one) => [one.place, one.text]))(
    "%s runs",
    (place, text) => {
      // a page that shows how hand-written code is checked is checked code, not a program of the library
      ran(
        `${String(place).replace(/\W/g, "_")}.mjs`,
        ts.transpile(String(text), { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }),
      );
    },
  );

  test.each(all.filter((one) => one.language === "json").map((one) => [one.place, one.text]))(
    "%s is JSON",
    (_, text) => {
      if (!/[….]{3}|…/.test(String(text))) JSON.parse(String(text));
    },
  );

  test.each(
    all
      .filter((one) => one.language === "" && /^\s*(loss|param) /m.test(one.text))
      .map((one) => [one.place, one.text]),
  )("%s is a model", (_, text) => {
    if (/^\w+\.chain:\d+/m.test(String(text)) || /^error:/m.test(String(text))) return;
    const load = () => [
      { shape: [4, 784], data: new Float64Array(4 * 784) },
      { shape: [4], data: new Float64Array(4) },
    ];
    const { diagnostics } = lower(String(text), { load: (_path, _columns, names) => load().slice(0, names) });
    expect(
      diagnostics
        .filter((one) => one.severity === "error")
        .map((one) => one.message)
        .filter((one) => !/shape|fit|inner/.test(one)),
    ).toEqual([]);
  });

  test("every command line names a command and flags that there are", () => {
    const help = new Map<string, string>();
    const lines = all
      .filter((one) => ["", "sh", "bash"].includes(one.language))
      .flatMap(({ text, place }) =>
        text
          .replace(/\\\n\s*/g, "")
          .split("\n")
          .flatMap((line) => {
            const found = /^(?:\$ )?(?:npx )?chainrule ([a-z]+)(.*)$/.exec(line.trim());
            return found ? [{ place, command: found[1]!, rest: found[2]! }] : [];
          }),
      );
    expect(lines.length).toBeGreaterThan(3);
    for (const { place, command, rest } of lines) {
      if (!help.has(command))
        help.set(
          command,
          execFileSync(process.execPath, [`${root}dist/cli.js`, command, "--help"], { encoding: "utf8" }),
        );
      for (const [, flag] of rest.split("#")[0]!.matchAll(/(?:^|\s)--([a-z-]+)/g))
        expect(help.get(command), `${place}: ${command} --${flag}`).toContain(`--${flag}`);
    }
  });
});
