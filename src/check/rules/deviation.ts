import type { Span } from "../../base/span.ts";
import { reaches } from "../../graph/walk.ts";
import type { Part } from "../../lift/python/walk.ts";
import type { Ahead } from "../ahead.ts";
import type { Event } from "../events.ts";
import type { Moment, Working } from "../moments.ts";
import type { Source } from "../repair/source.ts";
import { newNode } from "../step.ts";

/** An optimiser's constants that are none of the published ones, for one array that it moves. */
export interface Deviation {
  readonly code: string;
  /** The state that deviates. */
  readonly path: string;
  /** Where it is, where that is known. */
  readonly span?: Span;
  /** Whether what it does to the parameter deviates, and not it itself. */
  readonly inStep?: boolean;
  /** A place ahead of the parameter that deviates. */
  readonly ahead?: Ahead;
  /** The names of a parameter and of a place ahead of it that nothing reads. */
  readonly unread?: { readonly own: string; readonly ahead: string };
  /** The states that keep what another should, and how much each keeps. */
  readonly exchanged?: readonly Moment[];
  /** Whether it is right in itself, and its bias correction is not. */
  readonly corrected?: boolean;
  readonly message: string;
  readonly why: string;
  readonly hint: string;
  /** The optimisers whose name in the program makes it an error. */
  readonly names: RegExp;
}

/** The functions and classes in which a moment is set. */
export function homesOf({ run }: Working, { path }: Moment, source: Source): string[] {
  const { node } = run.after.get(path)!;
  const set = run.events.find((one) => one.kind === "assigned" && one.node === node);
  const names: string[] = [];
  for (let part: Part | undefined = set && source.statementAt(set.span); part; part = source.parentOf(part))
    if (part.kind === "function" || part.kind === "class") names.push(part.name);
  return names;
}

/** Where a state is set, or where it is corrected before it is used, or where a place ahead is computed. */
export function placeOf(
  working: Working,
  { path, corrected, ahead, inStep }: Pick<Deviation, "path" | "corrected" | "ahead" | "inStep">,
  source: Source,
): Span | undefined {
  const { run, after } = working;
  const own = newNode(run, path);
  const assigned = run.events.filter(({ kind }) => kind === "assigned");
  if (inStep) return assigned.find(({ node }) => node === after)?.span;
  if (ahead) return placeOfAhead(ahead, working, assigned, source)?.span;
  // the numbers of a list are set with it
  const set = assigned.find(({ node, elements }) => node === own || elements?.includes(own));
  if (!corrected) return set?.span;
  const uses = ({ node }: Event): boolean =>
    node !== undefined && node !== own && node !== after && reaches([node], (one) => one === own);
  return (assigned.find(uses) ?? set)?.span;
}

/**
 * Where a place ahead is computed: by itself, in a collection that has a name, or in the first value made of it where
 * the parameter is moved, and not in a function that is handed it.
 */
function placeOfAhead(
  { node }: Ahead,
  { run, after }: Working,
  assigned: readonly Event[],
  source: Source,
): Event | undefined {
  const held = [...run.after].find(([, one]) => one.node === node);
  const name = held && /^[^.[]+/.exec(held[0])![0];
  const homeOf = ({ span }: Event) => {
    const statement = source.statementAt(span);
    return statement && source.functionOf(statement);
  };
  const moved = assigned.find((one) => one.node === after);
  const made = assigned.filter((one) => one.node && reaches([one.node], (part) => part === node));
  return (
    run.events.find((one) => one.node === node || one.elements?.includes(node)) ??
    assigned.find(({ target }) => target === name) ??
    made.find((one) => moved && homeOf(one) === homeOf(moved)) ??
    made[0]
  );
}
