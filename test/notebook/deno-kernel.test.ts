import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pythonWith } from "../emit/programs.ts";
import { packedProject, root, runtime } from "../package/project.ts";

const deno = runtime("deno");
const python = pythonWith("jupyter_client");
const notebook = join(root, "examples/two-neurons.ipynb");

interface Output {
  readonly output_type: string;
  readonly data: Readonly<Record<string, string>>;
}

interface Cell {
  readonly cell_type: string;
  readonly source: readonly string[];
  readonly outputs: readonly Output[];
}

const codeCells = (text: string): Cell[] =>
  (JSON.parse(text) as { cells: Cell[] }).cells.filter((one) => one.cell_type === "code");

/**
 * The example notebook, run by Deno's kernel with the packed package. Its outputs are stored in it, and are those that
 * come; where they change, a look at the new ones and
 * `JUPYTER_PATH=… python3 test/notebook/run_notebook.py examples/two-neurons.ipynb deno FOLDER` write them anew.
 */
describe.skipIf(!deno || !python)("the example notebook in Deno's Jupyter kernel", () => {
  let project: ReturnType<typeof packedProject>;
  let kernels: string;
  let ran: Cell[] = [];

  beforeAll(() => {
    project = packedProject();
    kernels = mkdtempSync(join(tmpdir(), "chainrule-kernel-"));
    const spec = join(kernels, "kernels/deno");
    mkdirSync(spec, { recursive: true });
    const argv = [deno!, "jupyter", "--kernel", "--conn", "{connection_file}"];
    writeFileSync(
      join(spec, "kernel.json"),
      JSON.stringify({ argv, display_name: "Deno", language: "typescript" }),
    );
    const said = execFileSync(
      python!,
      [join(root, "test/notebook/run_notebook.py"), notebook, "deno", project.folder],
      {
        encoding: "utf8",
        env: { ...process.env, JUPYTER_PATH: kernels },
        maxBuffer: 100_000_000,
        stdio: ["ignore", "pipe", "ignore"],
      },
    );
    ran = codeCells(said);
  }, 300_000);
  afterAll(() => {
    project.remove();
    rmSync(kernels, { recursive: true, force: true });
  });

  test("runs to its end, and every cell shows its value", () => {
    expect(ran.length).toBeGreaterThan(8);
    for (const { source, outputs } of ran)
      expect(
        outputs.map((one) => one.output_type),
        source.join(""),
      ).toEqual(["execute_result"]);
  });

  test("shows formulas, tables, pictures and text", () => {
    const kinds = ran.flatMap(({ outputs }) => outputs.flatMap(({ data }) => Object.keys(data)));
    for (const kind of ["text/latex", "text/html", "image/svg+xml", "text/plain"])
      expect(kinds.filter((one) => one === kind).length, kind).toBeGreaterThan(1);
    expect(kinds.filter((one) => one === "text/plain")).toHaveLength(ran.length);
  });

  test("shows what is stored in it", () => {
    const stored = codeCells(readFileSync(notebook, "utf8"));
    for (const [at, { outputs, source }] of ran.entries())
      expect(outputs, source.join("")).toEqual(stored[at]!.outputs);
  });
});
