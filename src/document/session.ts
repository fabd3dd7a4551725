import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import type { Load } from "../language/lower.ts";
import type { Cell, CellResult } from "./cell.ts";
import type { Run, StatedModel } from "./stated.ts";

/** A question that a cell has asked, and its answer. */
export interface Answered {
  readonly ask: (session: Session) => unknown;
  readonly answer: unknown;
}

/** What the cells of one document know of each other, and of the files beside it. */
export class Session {
  readonly #models = new Map<string, StatedModel>();
  readonly #runs = new Map<string, Run>();
  readonly #cells = new Map<StatedModel, Cell>();
  #latest: StatedModel | undefined;
  #asked: Answered[] = [];

  constructor(readonly files?: Load) {}

  /** What a cell adds for those below it. */
  add({ model, run }: Pick<CellResult, "model" | "run">, cell: Cell): void {
    const { id } = cell.fence;
    if (model) {
      this.#latest = model;
      this.#cells.set(model, cell);
      if (id !== undefined) this.#models.set(id, model);
    }
    if (run && id !== undefined) this.#runs.set(id, run);
  }

  /** What has been asked since this was last called. */
  asked(): readonly Answered[] {
    const asked = this.#asked;
    this.#asked = [];
    return asked;
  }

  /** Whether questions of another build would be answered as they were. */
  isAnswered(asked: readonly Answered[]): boolean {
    return asked.every(({ ask, answer }) => ask(this) === answer);
  }

  #ask<Answer>(ask: (session: Session) => Answer): Answer {
    const answer = ask(this);
    this.#asked.push({ ask, answer });
    return answer;
  }

  /** Reads a file beside the document; undefined where none may be read. */
  get load(): Load | undefined {
    const { files } = this;
    return files && ((...asked) => this.#ask((session) => session.files!(...asked)));
  }

  /** The model that a cell means: the one that it names, the run's, or the latest one above. */
  model(name: string | undefined, span: Span): StatedModel | Diagnostic {
    const found = this.#ask((session) =>
      name === undefined ? session.#latest : (session.#models.get(name) ?? session.#runs.get(name)?.of),
    );
    if (found) return found;
    return name === undefined
      ? missing(span, "there is no model above this cell", "State one in a ```model cell.")
      : missing(span, `there is no model \`${name}\` above this cell`, known([...this.#models.keys()]));
  }

  /** The training of this name, where there is one above. */
  run(name: string): Run | undefined {
    return this.#ask((session) => session.#runs.get(name));
  }

  /** Where a model is stated. */
  cellOf(stated: StatedModel): Cell {
    return this.#cells.get(stated)!;
  }
}

const known = (names: readonly string[]): string =>
  names.length > 0 ? `There is ${names.join(", ")}.` : "Give a cell an id: ```model #neuron.";

const missing = (span: Span, message: string, hint: string): Diagnostic => ({
  code: "document/unknown-cell",
  severity: "error",
  span,
  message,
  hint,
});

export const isDiagnostic = (one: object): one is Diagnostic => "severity" in one && "code" in one;
