import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import { canonicalName } from "../language/name.ts";
import { meant } from "../language/problem.ts";
import type { Cell } from "./cell.ts";

/** What every cell may say: how its source is shown, its caption, and the faults that it holds on purpose. */
const common = ["caption", "hide", "fold", "expect"];

/** A fence's options, read by their types. What is misspelled or misshapen becomes a diagnostic, once. */
export class Settings {
  readonly diagnostics: Diagnostic[] = [];

  constructor(
    readonly cell: Cell,
    known: readonly string[],
  ) {
    const all = [...known, ...common];
    for (const [key, { span }] of cell.fence.options) {
      if (all.includes(key)) continue;
      const hint = meant(key, all) ?? `It takes ${all.join(", ")}.`;
      this.#say("option", span, `a ${cell.fence.language} cell has no option \`${key}\``, hint);
    }
  }

  /** Where an option stands; the fence where it is left out. */
  span(key: string): Span {
    return this.cell.fence.options.get(key)?.span ?? this.cell.span;
  }

  text(key: string): string | undefined {
    return this.cell.fence.options.get(key)?.value;
  }

  flag(key: string): boolean {
    const value = this.text(key);
    return value !== undefined && value !== "false";
  }

  number(key: string): number | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value)) return value;
    this.#say("option", this.span(key), `${key} is a number, not \`${text}\``);
    return undefined;
  }

  names(key: string): string[] | undefined {
    return this.text(key)
      ?.split(/[\s,]+/)
      .filter(Boolean)
      .map(canonicalName);
  }

  /** `-5:5`. */
  range(key: string): [number, number] | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const ends = text.split(/[:,]/).map((one) => (one.trim() === "" ? Number.NaN : Number(one)));
    const [low, high] = ends;
    if (ends.length === 2 && ends.every(Number.isFinite) && low! < high!) return [low!, high!];
    this.#say("option", this.span(key), `${key} is a range, not \`${text}\``, `Write ${key}=-5:5.`);
    return undefined;
  }

  /** `x=4,y=-4`. */
  point(key: string): Record<string, number> | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const entries = text.split(",").map((part): [string, number] => {
      const [name = "", value = ""] = part.split("=").map((one) => one.trim());
      return [canonicalName(name), value === "" ? Number.NaN : Number(value)];
    });
    if (entries.every(([name, value]) => name !== "" && Number.isFinite(value)))
      return Object.fromEntries(entries);
    this.#say("option", this.span(key), `\`${text}\` gives no variable a number`, `Write ${key}="x=4,y=-4".`);
    return undefined;
  }

  /** One of a few words. */
  choice<const Word extends string>(key: string, words: readonly Word[]): Word | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const found = words.find((word) => word === text);
    if (!found) this.#say("option", this.span(key), `${key} is ${words.join(" or ")}, not \`${text}\``);
    return found;
  }

  #say(code: string, span: Span, message: string, hint?: string): void {
    this.diagnostics.push({
      code: `document/${code}`,
      severity: "error",
      span,
      message,
      ...(hint && { hint }),
    });
  }
}
