import { python } from "../lift/language.ts";
import type { Machine } from "../lift/machine.ts";
import type { Statement } from "../lift/python/syntax.ts";
import type { CellResult } from "../lift/run.ts";
import { type Driver, helping, operationDrivers, trainingDrivers } from "./drive/drivers.ts";
import { javascriptDrivers, javascriptOperations } from "./drive/javascript/drivers.ts";
import { helping as javascriptHelping } from "./drive/javascript/helping.ts";
import { driverOffset } from "./events.ts";
import { type JudgedProgram, judged } from "./judged.ts";
import { ProgramCheck } from "./program-check.ts";
import { type Reading, statementsOf, textOf } from "./reading.ts";
import { isGood } from "./verdict.ts";
import { Watch, type Watched } from "./watch.ts";

type Checked = ReturnType<ProgramCheck["run"]>;

const mostTrials = 40;
/** How many steps of the interpreter all trials may take. */
const mostSteps = 4_000_000;
/** A step that runs others and records more than this is not judged as one. */
const longestRecord = 6000;
/** How many of them one trial may take. */
const longestTrial = 1_000_000;

/** Cells whose derivatives a library takes: they would only give the names of those by hand another meaning. */
const derivedElsewhere =
  /^\s*(?:import|from)\s+(?:torch|tensorflow|keras|jax|flax|paddle|mxnet|theano|autograd)\b|\bfrom\s+["']@tensorflow\//m;

/** What one driver brought to light. */
interface Trial {
  readonly good: number;
  readonly all: number;
  readonly replaced: Machine["replaced"];
  check(): Checked;
}

/**
 * The steps of what a program only defines. Small programs that call it are tried until one trains; where none does,
 * single operations are driven forward and backward.
 */
export class Driven {
  /** What stands for data and absent files in what has been driven. */
  replaced: Machine["replaced"] = [];
  #trials = 0;
  #steps = 0;

  readonly read: Reading;
  /** The program's own: what it imports is driven by what uses it. */
  readonly statements: readonly Statement[];

  /** `ran` has what was read of each cell. */
  constructor(read: Reading, ran: readonly CellResult[]) {
    const own = read.cells.filter(({ source }) => !derivedElsewhere.test(source));
    const cells = own.length > 0 ? own : read.cells;
    this.read = { ...read, cells };
    this.statements = ran.filter((_, at) => cells.includes(read.cells[at]!)).flatMap((one) => one.statements);
  }

  run(): readonly Checked[] {
    const isPython = this.read.language === python;
    const trained = this.#best(
      isPython ? trainingDrivers(this.statements, textOf(this.read)) : javascriptDrivers(this.statements),
    );
    if (trained) return [this.#checked(trained)];
    const operations = isPython ? operationDrivers(this.statements) : javascriptOperations(this.statements);
    return [...operations].flatMap((drivers) => {
      const best = this.#best(drivers);
      return best ? [this.#checked(best)] : [];
    });
  }

  #checked({ check, replaced }: Trial): Checked {
    this.replaced = [...this.replaced, ...replaced];
    return check();
  }

  /** The trial in which most parameters are right: in a layout that does not fit, few are. */
  #best(drivers: Iterable<Driver>): Trial | undefined {
    let best: Trial | undefined;
    for (const driver of drivers) {
      if (this.#trials++ >= mostTrials || this.#steps > mostSteps) break;
      for (const trial of this.#tried(driver)) {
        if (!best || trial.good > best.good) best = trial;
        if (trial.good === trial.all) return trial;
      }
    }
    return best;
  }

  *#tried(driver: Driver): Generator<Trial> {
    const { cells, hint, neighbours } = this.read;
    const watch = new Watch(false, hint);
    const help = this.read.language === python ? helping : javascriptHelping;
    const added = [help, driver.source].map((source) => ({
      source,
      offset: driverOffset,
    }));
    const ran = this.read.language.run([...cells, ...added], {
      neighbours,
      ready: watch.ready,
      hooks: watch.hooks,
      definesAll: true,
      steps: longestTrial,
    });
    this.#steps += longestTrial - ran.machine.left;
    ran.machine.hooks = {};
    // a repair is told by the syntax that ran
    const own = statementsOf(this.read, ran.cells.slice(0, cells.length));
    const descending = new Set<Watched>();
    for (const one of watch.found) {
      const { program: first, later } = one;
      // a call that trains sample by sample is no step, and long to judge as one
      const inner = watch.found.filter(({ around }) => around.includes(first.pass.loop!));
      if (inner.some((step) => descending.has(step))) continue;
      if (inner.length > 0 && first.first.graph.nodes.length > longestRecord) continue;
      const best: JudgedProgram | undefined = judged(ran.machine, first, later);
      if (!best?.found.verdicts.some((one) => one.kind !== "unknown")) continue;
      if (best.found.verdicts.some(isGood)) descending.add(one);
      yield {
        good: best.found.verdicts.filter(isGood).length,
        all: best.found.verdicts.length,
        replaced: ran.machine.replaced,
        check: () =>
          new ProgramCheck(
            ran.machine,
            best.program,
            later,
            best.found,
            textOf(this.read),
            own,
            this.read.language,
            { driver, isTrial: this.read.isTrial },
          ).run(),
      };
    }
  }
}
