/**
 * Mutation testing by Stryker: npm run mutation [-- --share 0.2 --seed 1 src/calculus/simplify.ts src/check …]. With a share, only
 * so many of the mutants: lines of each file are drawn by the seed, and of the mutants in them one in eight, so that no long
 * line makes up the sample. `--seconds` is what the tests of one mutant
 * may cost before it counts as survived, `--concurrency` how many are judged at a time. `--again` judges those once more that
 * the last run did not kill: after new tests, or with more seconds. The project is copied aside and Stryker
 * installed there, so that it is no dependency: its result goes to out/mutation.json, each mutant as it is judged to out/mutation.txt, its text to the terminal. The tests
 * run as scripts/mutation-runner.ts tells.
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Random } from "../src/base/random.ts";
import { crowd, isDrawn, keyOf, type Mutant } from "./mutation-draw.ts";

const root = new URL("..", import.meta.url).pathname;
const { values, positionals: chosen } = parseArgs({
  allowPositionals: true,
  options: {
    share: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    seconds: { type: "string", default: "30" },
    concurrency: { type: "string", default: "2" },
    again: { type: "boolean", default: false },
  },
});
const [share, seed] = [Number(values.share), Number(values.seed)];
const [seconds, concurrency] = [Number(values.seconds), Number(values.concurrency)];
if (!(share > 0 && share <= 1 && seconds > 0 && concurrency >= 1) || !Number.isInteger(seed + concurrency)) {
  console.error(
    "--share wants a number above 0 and up to 1, --seconds one above 0, --seed and --concurrency a whole number",
  );
  process.exit(2);
}
const place = mkdtempSync(join(tmpdir(), "chainrule-mutation-"));

/** Tests that are fast and look closely at what is mutated: each mutant meets those that reach it. */
const tests = {
  calculus: [
    "calculus/rational",
    "calculus/tidy",
    "calculus/adjoints",
    "calculus/derivation",
    "calculus/simplify",
    "calculus/unroll",
    "calculus/derive",
    "mutation/calculus",
    "oracle/sympy",
  ],
  check: [
    "check/reports",
    "check/reports-right",
    "check/formats",
    "check/formulas/formulas",
    "check/code-latex",
    "check/defined-loss",
    "check/reading",
    "check/several-files",
    "check/notebook",
    "check/recompute",
    "check/optimizer",
    "cli/check-reports",
    "check/reports-faults",
    "check/specimens",
    "check/look-ahead",
    "check/written-otherwise",
    "check/unseen",
    "check/strangers",
    "check/listed",
    "check/rule-pages",
    "check/sarif-schema",
    "check/javascript/specimens",
    "check/javascript/several-files",
    "check/javascript/review",
    "check/units/numbers",
    "check/units/names",
    "check/units/drivers",
    "check/units/formulas",
    "check/units/proposals",
    "check/units/steps",
    "check/units/small",
    "check/units/candidates",
    "check/units/passes",
    "check/units/causes",
    "check/units/softmax-brackets",
    "check/javascript/tokens",
    "check/corpus",
    "check/javascript/corpus",
    "check/totals",
    "check/metamorphic",
    "check/units/driver-calls",
    "check/units/told-once",
    "check/units/leaves",
    "check/units/trials",
    "check/units/defined-losses",
    "check/reached",
    "check/units/loss-forms",
    "check/which-loss",
    "check/branches",
    "check/several-losses",
    "check/later-passes",
    "check/occasional",
    "check/operations",
    "check/hinge",
    "check/formulas/readings",
    "check/formulas/faults",
    "check/formulas/definitions",
    "check/formulas/changes",
    "check/display",
    "check/beside",
    "check/units/written",
    "check/units/optimizers",
    "check/units/optimizer-remedies",
    "check/units/left-out",
    "check/units/rates",
    "check/units/places",
    "check/units/vocabulary",
    "check/units/replay",
    "check/units/repairs",
  ],
};

/** What takes seconds, and what asks how long something takes. */
const skipped =
  "hostile|too long|proves no fault|momentum_batches|linked_neurons|network_sgd~1|reinforce|value_engine~3|q_learning|perceptron|course_l_layer~4|accumulated_batches|softmax_spiral~9|moving_baseline";

const report = join(root, "out", "mutation.json");
/** What is judged: of all mutants, those that the seed draws or that the last run left. */
const left = values.again ? alive(JSON.parse(readFileSync(report, "utf8"))) : undefined;
const isJudged = (mutant: Mutant): boolean =>
  left ? left.has(keyOf(mutant)) : share === 1 || isDrawn(mutant, seed);

const filesIn = (path: string): string[] =>
  path.endsWith(".ts")
    ? [path]
    : readdirSync(join(root, path), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts") && !name.endsWith("index.ts"))
        .sort()
        .map((name) => join(path, name));
const files = (chosen.length > 0 ? chosen : ["src/calculus"]).flatMap(filesIn);
const random = new Random(seed);
const ranges = left
  ? [...left.values()].map(({ file, line, endLine }) => `${file}:${line}-${endLine}`)
  : share < 1
    ? files.flatMap(drawn)
    : files;
const folder = ranges.some((one) => one.startsWith("src/check")) ? "check" : "calculus";

/** Lines of a file that the seed draws; a mutant of several lines lies in none of them. */
function drawn(file: string): string[] {
  const lines = readFileSync(join(root, file), "utf8").split("\n");
  return lines.flatMap((_, at) => (random.uniform() < crowd * share ? [`${file}:${at + 1}-${at + 1}`] : []));
}

for (const name of [
  "src",
  "test",
  "scripts",
  "docs",
  "review",
  "examples",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
])
  cpSync(join(root, name), join(place, name), { recursive: true });
cpSync(join(root, "node_modules"), join(place, "node_modules"), { recursive: true, verbatimSymlinks: true });
mkdirSync(join(place, "web"), { recursive: true });
symlinkSync(join(root, "dist"), join(place, "dist"));
execFileSync(
  "npm",
  ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "@stryker-mutator/core@9.6.1"],
  { cwd: place, stdio: "inherit" },
);
// the tests ask Vitest for `test` and `describe`, and get those that gather
const vitest = join(place, "node_modules", "vitest");
const gathering = pathToFileURL(join(place, "scripts", "mutation-vitest.ts")).href;
writeFileSync(
  join(vitest, "gathering.js"),
  `export * from "./dist/index.js";\nexport { afterAll, beforeAll, describe, it, test } from "${gathering}";\n`,
);
const described = JSON.parse(readFileSync(join(vitest, "package.json"), "utf8"));
described.exports["."] = "./gathering.js";
writeFileSync(join(vitest, "package.json"), JSON.stringify(described));
writeFileSync(
  join(place, "stryker.config.json"),
  JSON.stringify({
    testRunner: "in-process",
    plugins: [pathToFileURL(join(place, "scripts", "mutation-runner.ts")).href],
    mutate: ranges,
    reporters: ["clear-text", "progress-append-only", "json"],
    jsonReporter: { fileName: "mutation.json" },
    // a mutant is run against the tests alone that reach it
    coverageAnalysis: "perTest",
    inPlace: true,
    concurrency,
    timeoutMS: 15_000,
    dryRunTimeoutMinutes: 20,
    // what acts while modules load needs a process for each mutant, which is dear where the tests are
    ignoreStatic: folder === "check",
  }),
);
mkdirSync(join(root, "out"), { recursive: true });
rmSync(join(root, "out", "mutation.txt"), { force: true });
const { status } = spawnSync("npx", ["stryker", "run"], {
  cwd: place,
  stdio: "inherit",
  env: {
    ...process.env,
    NODE_OPTIONS: "--import tsx",
    MUTATION_SKIPPED: skipped,
    MUTATION_SECONDS: String(seconds),
    MUTATION_DRAWN: JSON.stringify(left ? { keys: [...left.keys()] } : share < 1 ? { seed } : {}),
    MUTATION_LOG: join(root, "out", "mutation.txt"),
    MUTATION_TESTS: JSON.stringify(tests[folder].map((name) => `test/${name}.test.ts`)),
  },
});
if (status === 0) {
  cpSync(join(place, "mutation.json"), report);
  console.log(figures(JSON.parse(readFileSync(report, "utf8"))));
}
rmSync(place, { recursive: true, force: true });
process.exitCode = status ?? 1;

/** The mutants of a report with how each ended. */
function* mutantsOf({ files: mutated }: Report): Iterable<Mutant & { status: string; endLine: number }> {
  for (const [file, { mutants }] of Object.entries(mutated))
    for (const { status: how, location, mutatorName, replacement } of mutants) {
      const mutant = { file, ...location.start, mutatorName, replacement };
      if (how !== "Ignored") yield { ...mutant, status: how, endLine: location.end.line };
    }
}

/** The mutants of the last run that no test killed. */
function alive(last: Report): Map<string, Mutant & { endLine: number }> {
  const all = [...mutantsOf(last)].filter(({ status: how }) => how === "Survived" || how === "NoCoverage");
  return new Map(all.filter((one) => share === 1 || isDrawn(one, seed)).map((one) => [keyOf(one), one]));
}

/** What a run has shown of the mutants that were judged. */
function figures(last: Report): string {
  const counts = new Map<string, number>();
  for (const mutant of mutantsOf(last))
    if (isJudged(mutant)) counts.set(mutant.status, (counts.get(mutant.status) ?? 0) + 1);
  const all = [...counts.values()].reduce((sum, one) => sum + one, 0);
  const killed = (counts.get("Killed") ?? 0) + (counts.get("Timeout") ?? 0);
  const parts = [...counts].map(([how, count]) => `${count} ${how}`);
  return `${all} mutants: ${parts.join(", ")}; ${((100 * killed) / Math.max(1, all)).toFixed(1)} % killed`;
}

interface Report {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly mutants: readonly {
          readonly status: string;
          readonly location: {
            readonly start: { readonly line: number; readonly column: number };
            readonly end: { readonly line: number };
          };
          readonly mutatorName: string;
          readonly replacement: string;
        }[];
      }
    >
  >;
}
