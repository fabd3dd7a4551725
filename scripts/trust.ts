/**
 * Tests every promise of docs/trust.md for about ten minutes, and writes the page's table with the figures anew:
 * npm run trust [-- --minutes 10]. A promise that fails is written as such, and the exit code is 1.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { oracle } from "../test/oracle/oracle.ts";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "10" } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  console.error("--minutes wants a number above 0");
  process.exit(2);
}
const root = new URL("..", import.meta.url).pathname;
const page = `${root}docs/trust.md`;

interface Row {
  readonly promise: string;
  readonly command: string;
  readonly figures: string;
  readonly failed: boolean;
}

/** A command of the project; the last line that is JSON, where it prints one. */
function run(...argv: string[]): { readonly status: number; readonly json: unknown } {
  const { status, stdout } = spawnSync(process.execPath, argv, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const last = stdout
    .trim()
    .split("\n")
    .findLast((line) => /^[[{]/.test(line));
  // a seed or an input that failed is what one needs to look further
  for (const line of stdout.split("\n"))
    if (/, seed \d+: |^ {2}seed \d+, /.test(line)) console.log(`       ${line.slice(0, 300)}`);
  return { status: status ?? 1, json: last && JSON.parse(last) };
}

function tests(...files: string[]): { readonly text: string; readonly failed: boolean } {
  const { json } = run("node_modules/vitest/vitest.mjs", "run", "--reporter=json", ...files);
  const {
    numPassedTests = 0,
    numFailedTests = 0,
    numPendingTests = 0,
    success = false,
  } = (json ?? {}) as {
    numPassedTests?: number;
    numFailedTests?: number;
    numPendingTests?: number;
    success?: boolean;
  };
  const text = `${numPassedTests} passed, ${numFailedTests} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ""}`;
  return { text, failed: !success };
}

const rows: Row[] = [];
function tell(promise: string, command: string, figures: string, failed: boolean): void {
  rows.push({ promise, command, figures, failed });
  console.log(`${failed ? "FAILS" : "holds"}  ${promise}: ${figures}`);
}
const tested = (promise: string, files: string[], before = ""): void => {
  const { text, failed } = tests(...files);
  tell(promise, `npx vitest run ${files.join(" ")}`, `${before}${text}`, failed);
};

const [byValue, byForm, torch, numpy] = ["sympy-values", "sympy-forms", "torch-graphs", "numpy-programs"].map(
  (name) => oracle(`${name}.jsonl`),
) as [
  ReturnType<typeof oracle>,
  ReturnType<typeof oracle>,
  ReturnType<typeof oracle>,
  ReturnType<typeof oracle>,
];
tested(
  "derivatives are SymPy's, by value and by form",
  ["test/oracle/sympy.test.ts"],
  `SymPy ${byValue.head.sympy}, ${byValue.head.made}: ${byValue.rows.length} by value on three roads, ${byForm.rows.length - 10} of ${byForm.rows.length} by form (10 differ on purpose); `,
);
tested(
  "values, gradients and second derivatives of tensor graphs are PyTorch's",
  ["test/oracle/torch.test.ts"],
  `PyTorch ${torch.head.torch}, ${torch.head.made}: ${torch.rows.length} graphs over all operations; `,
);
tested(
  "programs print what NumPy prints, to the character",
  ["test/oracle/numpy.test.ts"],
  `NumPy ${numpy.head.numpy}, ${numpy.head.made}: ${numpy.rows.length} programs; `,
);

// a third of the time is theirs, from seeds of the day, so that each day tries others
const today = Math.floor(Date.now() / 86_400_000);
const { json: properties } = run(
  "--import",
  "tsx",
  "scripts/properties.ts",
  ...["--runs", "1000000", "--seconds", String(20 * minutes), "--from", String(today * 100_000), "--json"],
);
for (const { name, runs: made, failed } of (properties ?? []) as {
  name: string;
  runs: number;
  failed: number;
}[])
  tell(name, "npm run properties", `${made - failed} of ${made} seeds`, failed > 0);

const seconds = Math.max(1, Math.round(1.4 * minutes));
const { json: fuzzed } = run(
  "--import",
  "tsx",
  "scripts/fuzz.ts",
  ...["--seconds", String(seconds), "--seed", String(today * 100_000), "--json"],
);
for (const { reader, inputs, findings } of (fuzzed ?? []) as {
  reader: string;
  inputs: number;
  findings: number;
}[])
  tell(
    `the reader of ${reader} stands broken input: no crash, no hang over 2 s, no 500 MB`,
    `npm run fuzz -- --seconds 120 ${reader}`,
    `${inputs} inputs in ${seconds} s, ${findings} findings`,
    findings > 0,
  );

const kills = Math.ceil(3 * minutes);
const { json: killed } = run("--import", "tsx", "scripts/kill.ts", String(kills));
const told = killed as
  | { kills: number; resumed: number; early: number; runs: number; problems: string[] }
  | undefined;
tell(
  "training killed by SIGKILL loses no checkpoint and resumes to the same bits",
  "npx tsx scripts/kill.ts 200",
  told
    ? `${told.kills} kills in ${told.runs} runs, ${told.resumed} resumed, ${told.early} before the first checkpoint, ${told.problems.length} problems`
    : "it did not run",
  !told || told.problems.length > 0,
);

tested("a full disk, a read-only one, changing files, dying workers, engines that can do less", [
  "test/faults",
]);
tested("hostile programs and documents reach nothing", [
  "test/security",
  "test/mcp/hostile.test.ts",
  "test/lsp/hostile.test.ts",
  "test/document/hostile.test.ts",
  "test/web/server.test.ts",
]);
tested("programs without an end end", [
  "test/lift/python/endless.test.ts",
  "test/lift/javascript/endless.test.ts",
]);
tested("numbers at their ends", ["test/numbers"]);
tested("few dependencies, held to their hashes, with no install scripts and free licences", [
  "test/package/dependencies.test.ts",
]);

const table = [
  "| promise | command | last figures |",
  "|---|---|---|",
  ...rows.map(
    ({ promise, command, figures, failed }) =>
      `| ${promise} | \`${command}\` | ${failed ? "**FAILS**: " : ""}${figures} |`,
  ),
].join("\n");
const made = `Made on ${new Date().toISOString().slice(0, 10)} by \`npm run trust -- --minutes ${minutes}\`, Node ${process.versions.node}, ${availableParallelism()} cores.`;
const text = readFileSync(page, "utf8");
const [head, rest] = text.split("<!-- figures -->\n") as [string, string];
const tail = rest.split("<!-- end of figures -->")[1]!;
writeFileSync(page, `${head}<!-- figures -->\n${made}\n\n${table}\n<!-- end of figures -->${tail}`);
process.exitCode = rows.some(({ failed }) => failed) ? 1 : 0;
