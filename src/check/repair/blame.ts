import type { Expression, Statement } from "../../lift/python/syntax.ts";
import type { Parameter } from "../parameter.ts";
import type { Claims } from "./claims.ts";
import type { Scene } from "./scene.ts";
import type { Source } from "./source.ts";

/** The cause of wrong steps: an expression, and what its value should be each time that it is reached. */
export interface Blame {
  readonly statement: Statement;
  readonly place: Expression;
  /** The events that it sets, by their order. */
  readonly orders: readonly number[];
  /** Whether of items that are written into an array each is meant by itself, and not the array with them in it. */
  readonly isItem?: true;
  /** By point and event the numbers that belong there. */
  readonly wanted: readonly (readonly Float64Array[])[];
  /** Whether the numbers are known up to a constant only. */
  readonly anyScale: boolean;
  /** Whether they may be meant up to a constant: nothing in the program is right to measure them by. */
  readonly orScaled: boolean;
  /** The same place with other numbers that would put the same steps right: a mask may be applied here or further on. */
  readonly others?: readonly Blame[];
  /** Whether what stands there is right but for a constant, its sign say. */
  readonly isMultiple?: boolean;
  /** Whether nothing has been computed for it: something is missing, and its sign and the way it is set are no fault. */
  readonly isConstant?: true;
  /** Whether the numbers are what is added to a value, by the program's own gradients up to there. */
  readonly isAdded?: true;
  /** Of updates the values before them, by point and event: what is added to them is what counts. */
  readonly before?: readonly (readonly Float64Array[])[];
  /** The parameters that are right then. */
  readonly mended: readonly Parameter[];
}

/** What is known of a program's wrong steps, for those who look for the cause. */
export interface Wrongness {
  readonly scenes: readonly Scene[];
  readonly claims: Claims;
  readonly source: Source;
  readonly wrong: readonly Parameter[];
  readonly good: readonly Parameter[];
  /** How far steps may go along the gradient: as others of this program do, or as its rate says. */
  readonly lengths: readonly number[];
  /** Whether no step of the program is right, so that only its rate says how far. */
  readonly isUnmeasured: boolean;
  /** Whether steps carry a state, as momentum does: then the gradient need only enter them. */
  readonly hasState: boolean;
  /** Events that hand on another's value only, and are nodes of their own here. */
  readonly apart: ReadonlySet<number>;
}
