import type { Desk } from "./context.ts";

/** One JSON value with a long list in it, an element a line as it comes: nothing is kept, and no string is huge. */
export class JsonRows {
  #opened = false;

  constructor(
    readonly desk: Desk,
    /** The name of the list. */
    readonly list: string,
  ) {}

  row(value: unknown): void {
    this.desk.process.stdout.write(`${this.#separator()}${JSON.stringify(value)}`);
  }

  /** Ends the list and the value, with the fields that stand after it. */
  end(fields: Readonly<Record<string, unknown>>): void {
    const opening = this.#opened ? "" : this.#separator();
    const rest = Object.entries(fields).map(([name, value]) => `,\n"${name}":${JSON.stringify(value)}`);
    this.desk.print(`${opening}\n]${rest.join("")}}`);
  }

  #separator(): string {
    const text = this.#opened ? ",\n" : `{"version":1,"${this.list}":[\n`;
    this.#opened = true;
    return text;
  }
}
