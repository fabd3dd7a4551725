import process from "node:process";
import type { Desk } from "./context.ts";

/** Whether Ctrl-C has been pressed since; it no longer ends the process until `end`. */
export interface Interrupt {
  now: boolean;
  readonly end: () => void;
}

export function onInterrupt(desk: Desk): Interrupt {
  const state = { now: false, end: (): void => void process.removeListener("SIGINT", listener) };
  const listener = (): void => {
    state.now = true;
  };
  if (desk.process === (process as unknown)) process.once("SIGINT", listener);
  return state;
}
