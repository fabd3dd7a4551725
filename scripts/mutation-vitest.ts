/**
 * The few functions of Vitest's by which the tests say what they are, for scripts/mutation-runner.ts: they gather the tests
 * instead of running them, so that one process may run each of them thousands of times. `expect` stays Vitest's own.
 */

export interface Gathered {
  readonly id: string;
  readonly file: string;
  run(): Promise<void>;
}

type Body = (...row: never[]) => unknown;

export const gathered: Gathered[] = [];
const preparations: (() => unknown)[] = [];
let file = "";
let path: readonly string[] = [];
let prepared: Promise<void> | undefined;

/** Reads a file's tests. */
export async function gather(name: string, load: () => Promise<unknown>): Promise<void> {
  file = name;
  await load();
}

/** What `beforeAll` asked for is done once, before the first test that runs. */
function prepare(): Promise<void> {
  prepared ??= (async () => {
    for (const one of preparations) await one();
  })();
  return prepared;
}

function add(name: string, body: () => unknown): void {
  const id = [file, ...path, name, gathered.length].join(" > ");
  gathered.push({
    id,
    file,
    run: async () => {
      await prepare();
      await body();
    },
  });
}

/** `test(name, body)` and `test(name, options, body)`. */
const bodyOf = (rest: readonly unknown[]): Body =>
  rest.find((one): one is Body => typeof one === "function") ?? (() => undefined);

type Define = (name: string, ...rest: readonly unknown[]) => void;

function forms(define: Define): Define & Record<string, unknown> {
  const each =
    (rows: readonly unknown[]) =>
    (name: string, ...rest: readonly unknown[]): void => {
      const body = bodyOf(rest);
      for (const [at, row] of rows.entries())
        define(`${name} ${at}`, () => body(...((Array.isArray(row) ? row : [row]) as never[])));
    };
  const never: Define = () => undefined;
  return Object.assign(define, {
    each,
    for: each,
    skip: never,
    todo: never,
    fails: never,
    skipIf: (condition: unknown) => (condition ? never : define),
    runIf: (condition: unknown) => (condition ? define : never),
    concurrent: define,
    sequential: define,
  }) as never;
}

export const test = forms((name, ...rest) => add(name, bodyOf(rest)));
export const it = test;
export const describe = forms((name, ...rest) => {
  const outer = path;
  path = [...path, name];
  bodyOf(rest)();
  path = outer;
});
export const beforeAll = (body: () => unknown): void => void preparations.push(body);
/** Nothing is put away between the runs of one process. */
export const afterAll = (): void => undefined;
