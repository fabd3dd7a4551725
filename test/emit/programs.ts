import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { writeSafetensors } from "../../src/base/safetensors.ts";
import { companionOf, type Exported } from "../../src/emit/exported.ts";
import { type Target, targets } from "../../src/emit/targets.ts";
import { nameOf } from "../../src/graph/node.ts";
import { lower } from "../../src/language/lower.ts";
import { exportedModel } from "../../src/train/exported.ts";

const root = new URL("../../", import.meta.url).pathname;
const listed = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".chain"))
    .map((name) => join(root, folder, name));

/** From one neuron to a convolution with normalisation and every function of the language. */
export const models = [...listed("examples"), ...listed("test/emit/models")].map((path) => ({
  name: basename(path, ".chain"),
  source: readFileSync(path, "utf8"),
}));

export function exportedOf({ name, source }: { name: string; source: string }): Exported {
  const { value, diagnostics } = lower(source);
  if (!value) throw new Error(JSON.stringify(diagnostics));
  const exported = exportedModel(value, { name, source });
  if (!exported.value) throw new Error(JSON.stringify(exported.diagnostics));
  return exported.value;
}

/** The same program with one of its weights off by a thousandth. */
export function withWrongWeight(exported: Exported): Exported {
  const { node } = exported.model.parameters[0]!;
  const { shape, data } = exported.values.get(node)!;
  const wrong = { shape, data: data.map((one, at) => (at === 0 ? one + 1e-3 : one)) };
  return { ...exported, values: new Map([...exported.values, [node, wrong]]) };
}

/** Fewer epochs: what is looked at here is the self-check and the beginning. */
export const shortened = (exported: Exported, epochs = 3): Exported => ({
  ...exported,
  plan: { ...exported.plan, epochs: Math.min(epochs, exported.plan.epochs) },
});

/** Programs written into a folder of their own, by model and target. */
export async function written(target: Target, all: readonly Exported[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), `chainrule-${target}-`));
  return Promise.all(
    all.map(async (exported, at) => {
      const own = join(folder, String(at));
      mkdirSync(own);
      const { text, tensors } = await targets[target].emit(exported);
      const path = join(own, `${exported.name}.${targets[target].ending}`);
      writeFileSync(path, text);
      if (tensors) writeFileSync(join(own, companionOf(exported.name)), writeSafetensors(tensors));
      return path;
    }),
  );
}

/** What one interpreter said of several Python programs: their output, or how they failed. */
export function ranPython(
  python: string,
  paths: readonly string[],
  environment: Record<string, string> = {},
): string[] {
  const code = `
import contextlib, io, json, runpy, sys
said = []
sys.dont_write_bytecode = True
for path in json.loads(sys.argv[1]):
    sys.argv = [path]
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            runpy.run_path(path, run_name="__main__")
        said.append(out.getvalue())
    except SystemExit:
        said.append(out.getvalue())
    except BaseException as failure:
        said.append("FAILED " + type(failure).__name__ + ": " + str(failure))
print(json.dumps(said))
`;
  const answer = execFileSync(python, ["-W", "ignore", "-c", code, JSON.stringify(paths)], {
    encoding: "utf8",
    env: { ...process.env, OMP_NUM_THREADS: "1", ...environment },
    maxBuffer: 100_000_000,
  });
  return JSON.parse(answer.trim().split("\n").at(-1)!);
}

/** The interpreter that has a module, or nothing; a machine that is to skip nothing must have it. */
export function pythonWith(module: string): string | undefined {
  for (const python of ["python3", "/usr/bin/python3"]) {
    try {
      execFileSync(python, ["-c", `import ${module}`], { stdio: "ignore" });
      return python;
    } catch {
      // the next one may have it
    }
  }
  const said = `no python3 has ${module}: its programs are not run (apt-get install python3-${module.replaceAll("_", "-")})`;
  if (process.env.CHAINRULE_SKIP_NOTHING) throw new Error(said);
  console.warn(`SKIPPED: ${said}`);
  return undefined;
}

export const parameterNames = (exported: Exported): string[] =>
  exported.model.parameters.map(({ node }) => nameOf(node));
