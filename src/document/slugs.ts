/** Ids for the headings of one document, as GitHub makes them; each once. */
export class Slugs {
  readonly #taken: Set<string>;
  /** The number that the last heading of these words was given. */
  readonly #last = new Map<string, number>();

  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  of(title: string): string {
    const slug = title
      .toLowerCase()
      .trim()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, "")
      .replaceAll(" ", "-");
    const base = slug || "section";
    let id = base;
    let at = this.#last.get(base) ?? 0;
    while (this.#taken.has(id)) id = `${base}-${++at}`;
    this.#last.set(base, at);
    this.#taken.add(id);
    return id;
  }
}
