import type { Span } from "../../../base/span.ts";
import type { Statement } from "../../../lift/python/syntax.ts";
import { walk } from "../../../lift/python/walk.ts";
import type { Driver } from "../drivers.ts";
import { functionsIn, type Type, typesIn } from "./definitions.ts";
import { headOf, layoutsOf } from "./layouts.ts";
import { engineOperations, layerOperations, type Operation } from "./operations.ts";
import { classSteps, functionSteps } from "./steps.ts";

const matrices = /^(matrix|mat|matrix2d|nmatrix|tensor|vector|vec|ndarray)$/i;

/** The name of the program's own class of matrices, or of one that it imports. */
function matrixOf(statements: readonly Statement[], types: readonly Type[]): string | undefined {
  const own = types.find(({ name }) => matrices.test(name))?.name;
  if (own !== undefined) return own;
  for (const part of walk(statements as Statement[]))
    if (part.kind === "name" && /^(Matrix|Tensor|Mat)$/.test(part.name)) return part.name;
  return undefined;
}

/** Small programs that make and train what a JavaScript program only defines, likeliest first. */
export function* javascriptDrivers(statements: readonly Statement[]): Generator<Driver> {
  const types = typesIn(statements);
  const matrix = matrixOf(statements, types);
  const functions = functionsIn(statements);
  const text = { parts: [...walk(statements as Statement[])], types };
  const [wide, narrow] = [layoutsOf(4, matrix), layoutsOf(2, matrix)];
  // data of one number each are the same in both
  for (const layout of [...wide, ...narrow.filter(({ inputs }) => inputs > 1)]) {
    const driver = (body: string, home: Span): Driver => ({
      source: headOf(layout) + body,
      kind: "step",
      home,
    });
    for (const type of types.filter(({ name }) => !matrices.test(name)))
      for (const body of classSteps(type, types, layout)) yield driver(body, type.span);
    for (const body of functionSteps(functions, text, layout)) yield driver(body, functions[0]!.span);
  }
}

/** Drivers of single operations: a layer with its two passes, an engine for derivatives. */
export function* javascriptOperations(statements: readonly Statement[]): Generator<readonly Driver[]> {
  const types = typesIn(statements);
  const matrix = matrixOf(statements, types);
  const functions = functionsIn(statements);
  const byHome = new Map<number, Driver[]>();
  const add = ({ source, back }: Operation): void => {
    const driver: Driver = { source, kind: "operation", home: back.span };
    byHome.set(back.span.from, [...(byHome.get(back.span.from) ?? []), driver]);
  };
  for (const type of types) {
    for (const one of layerOperations(type, types, matrix)) add(one);
    for (const one of engineOperations(type, functions)) add(one);
  }
  yield* byHome.values();
}
