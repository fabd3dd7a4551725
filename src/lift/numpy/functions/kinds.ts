import type { Arguments } from "../arguments.ts";
import type { NumpyState } from "../state.ts";
import type { Value } from "../values.ts";

/** A function of the module, given its arguments. */
export type Body = (call: Arguments, state: NumpyState) => Value;
export type Bodies = Readonly<Record<string, Body>>;
