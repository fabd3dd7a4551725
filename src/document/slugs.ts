/** Ids for the headings of one document, as GitHub makes them; each once. */
export class Slugs {
  readonly #taken: Set<string>;

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
    for (let at = 1; this.#taken.has(id); at++) id = `${base}-${at}`;
    this.#taken.add(id);
    return id;
  }
}
