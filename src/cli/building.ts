import { mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Diagnostic } from "../base/diagnostic.ts";
import { documentHtml, documentMarkdown, Memory, runDocument } from "../document/index.ts";
import { Beside } from "../host/beside.ts";
import { CellsChecker } from "./cells-checker.ts";
import type { Desk } from "./context.ts";
import type { BuildFlags } from "./flags.ts";
import { writePicture } from "./picture.ts";
import { reportText } from "./report.ts";

/** A document that is built once, or again and again: what has not changed since the last time is not run or drawn again. */
export class Building {
  readonly beside: Beside;
  readonly #memory = new Memory();
  readonly #checker: CellsChecker;
  /** The pictures that have been written, by their files. */
  readonly #written = new Map<string, string>();

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
    const { desk, path, out, flags } = this;
    const text = desk.read(path);
    const name = path === "-" ? "stdin.md" : path;
    const document = await runDocument(name, text, this.beside.tables, this.#memory, (task) =>
      this.#checker.check(task),
    );
    if (flags.to === "html") this.#write(await documentHtml(document, this.beside.pictures, this.#memory));
    else {
      const folder = `${basename(out === "-" ? "stdin" : out).replace(/\.md$/, "")}_files`;
      const { text: written, pictures } = documentMarkdown(document, folder, flags.pictures);
      if (out !== "-") await this.#pictures(join(dirname(out), folder), pictures);
      this.#write(written);
    }
    const { diagnostics, expected } = document;
    const { stderr, env } = desk.process;
    const colour = stderr.isTTY === true && !env.NO_COLOR;
    if (diagnostics.length > 0) stderr.write(reportText(name, text, diagnostics, { colour }));
    if (expected.length > 0) stderr.write(`${expected.length} planted faults were found where they stand\n`);
    return diagnostics;
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
