import { Watch, type Watched } from "../../../src/check/watch.ts";
import { javascript, python } from "../../../src/lift/language.ts";
import type { Machine } from "../../../src/lift/machine.ts";
import type { Statement } from "../../../src/lift/python/syntax.ts";

/** A program's training steps, as they are found while it runs. */
export function watchedProgram(
  path: string,
  text: string,
): {
  readonly machine: Machine;
  readonly found: readonly Watched[];
  readonly statements: readonly Statement[];
} {
  const watch = new Watch(false, undefined);
  const language = path.endsWith(".py") ? python : javascript;
  const { machine, cells } = language.run([{ source: text, offset: 0 }], {
    ready: watch.ready,
    hooks: watch.hooks,
  });
  machine.hooks = {};
  return { machine, found: watch.found, statements: cells.flatMap((cell) => cell.statements) };
}
