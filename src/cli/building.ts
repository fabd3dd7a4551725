import { mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { CheckedCells } from "../check/check.ts";
import { type CellsTask, documentHtml, documentMarkdown, Memory, runDocument } from "../document/index.ts";
import { Beside } from "../host/beside.ts";
import { CellsChecker } from "./cells-checker.ts";
import type { Desk } from "./context.ts";
import type { BuildFlags } from "./flags.ts";
import { writePicture } from "./picture.ts";
import { reportText } from "./report.ts";

/** How often a document is built again before it is watched, and how many milliseconds its first build may take for that. */
const rehearsals = 2;
const longest = 6_000;

/** A document that is built once, or again and again: what has not changed since the last time is not run or drawn again. */
export class Building {
  readonly beside: Beside;
  readonly #memory = new Memory();
  readonly #checker: CellsChecker;
  /** The pictures that have been written, by their files. */
  readonly #written = new Map<string, string>();
  /** The text that was built last, and how long that took. */
  #last = { text: "", took: Number.POSITIVE_INFINITY };

  constructor(
    readonly desk: Desk,
    readonly path: string,
    readonly out: string,
    readonly flags: BuildFlags,
  ) {
    this.beside = new Beside(path);
    this.#checker = new CellsChecker(desk.process.worker);
  }

  /** Builds the document, writes it, and says what is wrong. */
  async run(): Promise<readonly Diagnostic[]> {
    const { desk, path, out } = this;
    const text = desk.read(path);
    const began = performance.now();
    const { document, written, pictures, folder } = await this.#built(text, this.#memory);
    this.#last = { text, took: performance.now() - began };
    if (out !== "-") await this.#pictures(join(dirname(out), folder), pictures);
    this.#write(written);
    const name = this.#name;
    const { diagnostics, expected } = document;
    const { stderr, env } = desk.process;
    const colour = stderr.isTTY === true && !env.NO_COLOR;
    if (diagnostics.length > 0) stderr.write(reportText(name, text, diagnostics, { colour }));
    if (expected.length > 0) stderr.write(`${expected.length} planted faults were found where they stand\n`);
    return diagnostics;
  }

  /**
   * Builds the document again as if nothing were known of it, and drops the result: code that has run is quick, from the
   * first save on. Not where a build takes so long that whoever saves soon would wait for this one.
   */
  async rehearse(over: AbortSignal): Promise<void> {
    const { text, took } = this.#last;
    for (let k = 0; k < rehearsals && took < longest && !over.aborted; k++)
      await this.#built(text, new Memory());
  }

  async #built(text: string, memory: Memory) {
    const { out, flags, beside } = this;
    const check = (task: CellsTask): Promise<CheckedCells> => this.#checker.check(task);
    const document = await runDocument(this.#name, text, beside.tables, memory, check);
    const folder = `${basename(out === "-" ? "stdin" : out).replace(/\.md$/, "")}_files`;
    const { text: written, pictures } =
      flags.to === "html"
        ? { text: await documentHtml(document, beside.pictures, memory), pictures: [] }
        : documentMarkdown(document, folder, flags.pictures);
    return { document, folder, written, pictures };
  }

  get #name(): string {
    return this.path === "-" ? "stdin.md" : this.path;
  }

  close(): Promise<void> {
    return this.#checker.close();
  }

  #write(text: string): void {
    if (this.out === "-") this.desk.print(text.trimEnd());
    else this.desk.write(this.out, text);
  }

  async #pictures(
    folder: string,
    pictures: readonly { readonly name: string; readonly svg: string }[],
  ): Promise<void> {
    if (pictures.length > 0) mkdirSync(folder, { recursive: true });
    for (const { name, svg } of pictures) {
      const file = join(folder, name);
      if (this.#written.get(file) === svg) continue;
      await writePicture(this.desk, file, svg);
      this.#written.set(file, svg);
    }
  }
}
