import { Watch, type Watched } from "../../../src/check/watch.ts";
import { javascript, python } from "../../../src/lift/language.ts";
import type { Machine } from "../../../src/lift/machine.ts";

/** A program's training steps, as they are found while it runs. */
export function watchedProgram(
  path: string,
  text: string,
): { readonly machine: Machine; readonly found: readonly Watched[] } {
  const watch = new Watch(false, undefined);
  const language = path.endsWith(".py") ? python : javascript;
  const { machine } = language.run([{ source: text, offset: 0 }], { ready: watch.ready, hooks: watch.hooks });
  machine.hooks = {};
  return { machine, found: watch.found };
}
