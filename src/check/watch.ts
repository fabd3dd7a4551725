import type { Span } from "../base/span.ts";
import type { Hooks, Machine } from "../lift/machine.ts";
import type { Statement } from "../lift/python/syntax.ts";
import { type Part, partsOf, walk } from "../lift/python/walk.ts";
import { driverOffset } from "./events.ts";
import { holdings, movedInBranches, numbersIn, takenFrom } from "./occasional.ts";
import { type Program, programOf } from "./program.ts";
import { aside, snapshotOf } from "./state.ts";
import { type LoopStatement, type Pass, stepsTaken } from "./step.ts";

/** A loop that is being run, with its first pass until it has been looked at. */
interface Running {
  readonly loop: LoopStatement;
  pass: Pass | undefined;
  /** How many passes have been looked at in vain, and how many were over without a look. */
  looks: number;
  waited: number;
  /** Whether the last look found that nothing is moved. */
  idle: boolean;
  /** Whether a training step has been found in it or in a loop that it runs. */
  trains: boolean;
  /** Whether that step states its loss: then the loops around it need no look. */
  settled: boolean;
  /** What its passes may move in branches alone, what that held when the pass began, and what of it has ever changed. */
  readonly branches: ReadonlySet<string>;
  held: ReadonlyMap<string, number>;
  readonly changed: Set<string>;
}

/** A training step, and the loops in whose passes it was found. */
export interface Watched {
  readonly program: Program;
  /** The passes after the first, where an optimiser has a state. */
  readonly later: Pass[];
  /** How many of them are waited for. */
  readonly wanted: number;
  readonly around: readonly LoopStatement[];
  /** Where the program calls what holds the loop, where that is none of its own. */
  readonly home: Span | undefined;
}

const mostLater = 2;
/** A pass of more steps of the interpreter is not waited for again. */
const longestPass = 150_000;
const mostLoops = 80;
/** How many passes that move nothing are looked at before a loop is none that trains. */
const mostIdle = 4;
/** How many passes in which a branch moves what it has not moved before. */
const mostLooks = 8;
/** How many passes are waited for one that takes a step in a branch, and how many numbers may be taken down for that. */
const mostWaited = 200;
const mostCopied = 20_000_000;
/** How many steps of the interpreter all looks may take. */
const mostSteps = 4_000_000;
/**
 * Watches a program run and finds its training steps: of every loop the first pass is looked at, innermost first, as
 * soon as it is over. Where nothing that the program prints is wanted, a loop that trains ends there.
 */
export class Watch {
  readonly found: Watched[] = [];
  readonly loops = new Set<LoopStatement>();
  /** Whether a loop was ended before its own end. */
  cut = false;
  readonly #running: Running[] = [];
  #machine: Machine | undefined;
  #left = mostSteps;
  #copied = 0;

  constructor(
    readonly whole: boolean,
    readonly hint: string | undefined,
  ) {}

  /** Begins to watch a machine that is about to run. */
  readonly ready = (machine: Machine): void => {
    this.#machine = machine;
  };

  readonly hooks: Hooks = {
    pass: (statement, pass, scope) => {
      const loop = statement as LoopStatement;
      // the library's loops are none of the program's
      if (loop.span.from < driverOffset) return undefined;
      if (pass === 0) this.#begin(loop, scope);
      else this.#look(scope);
      const waits = this.#waits(loop, scope);
      const running = this.#running.at(-1);
      const ends = !this.whole && !waits && pass > 0 && running?.loop === loop && running.trains;
      this.cut ||= ends;
      return ends;
    },
    left: (statement) => {
      // a loop without any pass was never begun
      if (this.#running.at(-1)?.loop !== statement) return;
      this.#look();
      const ended = this.#running.pop()!;
      const around = this.#running.at(-1);
      if (!around) return;
      around.trains ||= ended.trains;
      around.settled ||= ended.settled;
    },
  };

  /** Takes down a later pass of a training loop; whether there are more to wait for, in it or in a loop that it runs. */
  #waits(loop: LoopStatement, scope: Pass["scope"]): boolean {
    const own = this.found.find(({ program }) => program.pass.loop === loop);
    if (own && own.later.length < own.wanted)
      own.later.push({ ...own.program.pass, scope, snapshot: snapshotOf(this.#machine!, scope, loop.body) });
    return this.found.some(
      ({ program, around, later, wanted }) =>
        (program.pass.loop === loop || around.includes(loop)) && later.length < wanted,
    );
  }

  #steps(): ReadonlySet<Part> {
    return new Set(this.found.map(({ program }) => program.pass.loop!));
  }

  #begin(loop: LoopStatement, scope: Pass["scope"]): void {
    const machine = this.#machine!;
    const isNew = !this.loops.has(loop) && this.loops.size < mostLoops;
    this.loops.add(loop);
    const pass = isNew
      ? { body: loop.body, span: loop.span, loop, scope, snapshot: snapshotOf(machine, scope, loop.body) }
      : undefined;
    const known = this.found.find((one) => one.program.pass.loop === loop)?.program;
    const settled = known !== undefined && known.stated.length > 0;
    const branches = movedInBranches(pass?.body ?? []);
    this.#running.push({
      loop,
      pass,
      looks: 0,
      waited: 0,
      idle: false,
      trains: known !== undefined,
      settled,
      branches,
      held: holdings(machine, scope, branches),
      changed: new Set(),
    });
  }

  /** A pass of the innermost loop is over: was it a training step? In `next` the one after it begins. */
  #look(next?: Pass["scope"]): void {
    const running = this.#running.at(-1);
    if (!running?.pass) return;
    if (running.settled && !movesMore(running.pass.body, this.#steps())) return;
    const machine = this.#machine!;
    const { pass } = running;
    running.pass = undefined;
    if (!mayTrain(pass.body)) return;
    if (this.#left < 0) return;
    const held = holdings(machine, next ?? pass.scope, running.branches);
    const again = (): void => {
      if (!next) return;
      running.pass = { ...pass, scope: next, snapshot: snapshotOf(machine, next, pass.body) };
      running.held = held;
    };
    const news = [...held].filter(
      ([path, one]) => !Object.is(one, running.held.get(path)) && !running.changed.has(path),
    );
    for (const [path] of news) running.changed.add(path);
    const isDue = running.looks === 0 || (running.idle && running.looks < mostIdle) || news.length > 0;
    // a step that is taken in every eighth pass is waited for
    if (!isDue) {
      if (running.branches.size === 0) return;
      this.#copied += numbersIn(machine, pass);
      if (++running.waited < mostWaited && this.#copied < mostCopied) again();
      return;
    }
    const { place } = machine;
    const program = aside(machine, pass.snapshot, () => {
      const found = programOf(machine, pass, this.hint);
      this.#left -= stepsTaken(machine);
      return found;
    });
    if (program === "idle" || !program) {
      running.idle = program === "idle";
      // a pass that is left out says nothing of those after it
      const isOpen = running.idle ? mayLeaveOut(pass.body) : running.branches.size > 0;
      if (isOpen && ++running.looks < mostLooks) again();
      return;
    }
    // those after a step that is taken in a branch take none
    const wanted = stepsTaken(machine) > longestPass || running.waited > 0 ? 0 : mostLater;
    this.found.push({
      program,
      later: [],
      wanted,
      around: this.#running.slice(0, -1).map((one) => one.loop),
      home: pass.span.from < 0 ? place : undefined,
    });
    running.trains = true;
    running.settled = program.stated.length > 0;
  }
}

/** Whether statements take something from a value, or add it to an item, besides what these loops do: a step of another parameter's, perhaps. */
function movesMore(body: readonly Statement[], steps: ReadonlySet<Part>): boolean {
  const isTaken = (part: Part): boolean =>
    takenFrom(part) !== undefined || partsOf(part).some((one) => !steps.has(one) && isTaken(one));
  return body.some((one) => !steps.has(one) && isTaken(one));
}

/** Whether a pass may end before its end, or go past what it does in others. */
const mayLeaveOut = (body: readonly Statement[]): boolean =>
  [...walk(body)].some((one) => one.kind === "continue" || one.kind === "if");

/** Whether statements can move anything: they set a name, or call what may. */
const mayTrain = (body: readonly Statement[]): boolean =>
  [...walk(body)].some((one) => one.kind === "assign" || one.kind === "update" || one.kind === "call");
