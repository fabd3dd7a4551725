/**
 * How Stryker runs the tests for scripts/mutation.ts: in its own process, where they are loaded once. A mutant then costs what
 * its tests cost, and the quick ones go first; Vitest starts anew for each mutant, which takes seconds. A test that a mutant
 * fails is run again without it: what fails then too was broken by an earlier mutant, and that is no kill. A mutant that
 * so many seconds of tests did not miss counts as survived: what is killed is then a lower bound.
 */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isDrawn, keyOf, type Mutant } from "./mutation-draw.ts";
import { type Gathered, gather, gathered } from "./mutation-vitest.ts";

/** What Stryker's instrumented code reads and writes. */
interface Shared {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: unknown;
}

interface MutantRun {
  readonly activeMutant: {
    readonly id: string;
    readonly fileName: string;
    readonly location: { readonly start: { readonly line: number; readonly column: number } };
    readonly mutatorName: string;
    readonly replacement: string;
  };
  readonly mutantActivation: "static" | "runtime";
  readonly testFilter?: readonly string[];
  readonly hitLimit?: number;
  readonly reloadEnvironment: boolean;
}

const shared: Shared = ((globalThis as { __stryker__?: Shared }).__stryker__ ??= {});
const times = resolve("mutation-times.json");
/** Names of tests that are left out: those that look at how long something takes. */
const skipped = new RegExp(process.env.MUTATION_SKIPPED ?? "^$");
const files = JSON.parse(process.env.MUTATION_TESTS ?? "[]") as string[];
/** How many seconds of the processor the tests of one mutant may take before it counts as survived. */
const patience = Number(process.env.MUTATION_SECONDS ?? Number.POSITIVE_INFINITY);
/** The seed that draws mutants of the drawn lines, or those that are judged again; without either all of them are judged. */
const drawn = JSON.parse(process.env.MUTATION_DRAWN ?? "{}") as { seed?: number; keys?: string[] };
const keys = drawn.keys && new Set(drawn.keys);
/** Where each mutant is told as soon as it is judged. */
const log = process.env.MUTATION_LOG;

interface Outcome {
  readonly status: string;
  readonly killedBy?: readonly string[];
  readonly failureMessage?: string;
  readonly reason?: string;
  readonly nrOfTests?: number;
}

/** The processor's time: a busy machine does not let more mutants survive. */
function seconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function mutantOf({ activeMutant }: MutantRun): Mutant {
  const { fileName, location, mutatorName, replacement } = activeMutant;
  const { line, column } = location.start;
  return {
    file: relative(process.cwd(), fileName),
    line: line + 1,
    column: column + 1,
    mutatorName,
    replacement,
  };
}

/** `survived src/check/rate.ts:12:7 ConditionalExpression: false, after 40 tests`. */
function told(run: MutantRun, { status, killedBy, nrOfTests }: Outcome): string {
  const { file, line, column, mutatorName, replacement } = mutantOf(run);
  const by = killedBy ? `, by ${killedBy.join()}` : "";
  return `${status} ${file}:${line}:${column} ${mutatorName}: ${replacement.replace(/\s+/g, " ")}, after ${nrOfTests ?? "?"} tests${by}\n`;
}

class Runner {
  #loaded = false;

  /** A mutant that acts while modules load gets a process of its own. */
  capabilities(): object {
    return { reloadEnvironment: false };
  }

  async #load(): Promise<void> {
    if (this.#loaded) return;
    this.#loaded = true;
    for (const file of files) await gather(file, () => import(pathToFileURL(resolve(file)).href));
  }

  async dryRun(): Promise<object> {
    await this.#load();
    const tests: object[] = [];
    const spent: Record<string, number> = {};
    for (const test of gathered.filter(({ id }) => !skipped.test(id))) {
      shared.currentTestId = test.id;
      const start = performance.now();
      const failureMessage = await failure(test);
      spent[test.id] = performance.now() - start;
      const result = {
        id: test.id,
        name: test.id,
        fileName: resolve(test.file),
        timeSpentMs: spent[test.id],
      };
      tests.push(
        failureMessage === undefined ? { ...result, status: 0 } : { ...result, status: 1, failureMessage },
      );
    }
    shared.currentTestId = undefined;
    writeFileSync(times, JSON.stringify(spent));
    return { status: "complete", tests, mutantCoverage: shared.mutantCoverage };
  }

  async mutantRun(run: MutantRun): Promise<object> {
    const mutant = mutantOf(run);
    if (keys ? !keys.has(keyOf(mutant)) : drawn.seed !== undefined && !isDrawn(mutant, drawn.seed))
      return { status: "error", errorMessage: "not drawn" };
    const outcome = await this.#judged(run);
    if (log !== undefined) appendFileSync(log, told(run, outcome));
    return outcome;
  }

  async #judged({ activeMutant, mutantActivation, testFilter, hitLimit }: MutantRun): Promise<Outcome> {
    shared.hitLimit = hitLimit;
    shared.hitCount = hitLimit === undefined ? undefined : 0;
    shared.activeMutant = mutantActivation === "static" ? activeMutant.id : undefined;
    try {
      await this.#load();
    } catch (thrown) {
      return { status: "killed", killedBy: ["loading"], failureMessage: String(thrown), nrOfTests: 0 };
    }
    shared.activeMutant = activeMutant.id;
    const spent = JSON.parse(readFileSync(times, "utf8")) as Record<string, number>;
    const chosen = testFilter ? new Set(testFilter) : undefined;
    const tests = gathered
      .filter(({ id }) => chosen?.has(id) ?? !skipped.test(id))
      .sort((a, b) => (spent[a.id] ?? 0) - (spent[b.id] ?? 0));
    const start = seconds();
    for (const [at, test] of tests.entries()) {
      if (seconds() - start > patience) return { status: "survived", nrOfTests: at };
      const failureMessage = await failure(test);
      if (hitLimit !== undefined && shared.hitCount! > hitLimit)
        return { status: "timeout", reason: `reached ${shared.hitCount} times` };
      if (failureMessage === undefined) continue;
      if (mutantActivation !== "static") {
        shared.activeMutant = undefined;
        const broken = await failure(test);
        if (broken !== undefined) throw new Error(`${test.id} fails without a mutant: ${broken}`);
      }
      return { status: "killed", killedBy: [test.id], failureMessage, nrOfTests: at + 1 };
    }
    return { status: "survived", nrOfTests: tests.length };
  }
}

async function failure(test: Gathered): Promise<string | undefined> {
  try {
    await test.run();
    return undefined;
  } catch (thrown) {
    return (thrown instanceof Error ? thrown.message : String(thrown)) || "thrown";
  }
}

const create = (): Runner => new Runner();
export const strykerPlugins = [
  { kind: "TestRunner", name: "in-process", factory: Object.assign(create, { inject: [] }) },
];
