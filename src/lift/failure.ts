import { asThrown } from "./javascript/failure.ts";
import { ProgramError } from "./program-error.ts";
import { asRaised } from "./python/failure.ts";

/** Whether a failure is the program's, or that of its budget: a mistake of our own is neither. */
export const isProgramFailure = (failure: unknown): boolean =>
  failure instanceof ProgramError || asRaised(failure) !== undefined || asThrown(failure) !== undefined;
