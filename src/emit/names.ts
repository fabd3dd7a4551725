/** Identifiers of a program: each name once, none that the language or the program itself needs. */
export class Names {
  readonly #taken: Set<string>;

  constructor(reserved: Iterable<string>) {
    this.#taken = new Set(reserved);
  }

  /** An identifier for a name of the model, such as `dL/dw1`. */
  claim(name: string): string {
    const plain = name.normalize("NFKC").replace(/[^\p{ID_Continue}]/gu, "_");
    let identifier = /^\p{ID_Start}/u.test(plain) || plain.startsWith("_") ? plain : `_${plain}`;
    while (this.#taken.has(identifier)) identifier += "_";
    this.#taken.add(identifier);
    return identifier;
  }

  isFree(identifier: string): boolean {
    return !this.#taken.has(identifier);
  }

  /** The first of `stem1`, `stem2`, … that is free. */
  fresh(stem: string): string {
    let count = 1;
    while (this.#taken.has(`${stem}${count}`)) count++;
    return this.claim(`${stem}${count}`);
  }
}

export const pythonWords = (
  "False None True and as assert async await break class continue def del elif else except finally for from global if " +
  "import in is lambda nonlocal not or pass raise return try while with yield match case " +
  "abs all any dict enumerate float int len list map max min open print range round set sorted str sum tuple type zip"
).split(" ");

export const typescriptWords = (
  "arguments async await boolean break case catch class const continue debugger default delete do else enum eval export " +
  "extends false finally for function if implements import in instanceof interface let new null number package private " +
  "protected public return static string super switch this throw true try typeof undefined var void while with yield " +
  "Array Float32Array Float64Array Infinity JSON Math NaN Number Object String console globalThis process Error"
).split(" ");
