import type { Span } from "../../base/span.ts";
import {
  accents,
  faces,
  functionNamed,
  functionNames,
  greekLetter,
  plainLetter,
  wordCommands,
} from "./names.ts";
import { type Factor, type MathName, type Maths, nameKey, type Term } from "./syntax.ts";
import { type Token, Unreadable } from "./tokens.ts";

const deepest = 120;
const products = new Set(["\\cdot", "\\times", "*", "\\odot", "\\circ", "\\ast"]);
const fractions = new Set(["\\frac", "\\dfrac", "\\tfrac", "\\cfrac"]);
const transposes = new Set(["\\top", "\\intercal", "\\mathsf", "\\mathrm", "T"]);
const wordIndex = /^(?:hat|bar|tilde|pred|true|out|in|total|hidden)$/;

/** A recursive reader of one member of an equation: sums of products of factors, each with its place. */
export class MathsReader {
  #at = 0;
  #depth = 0;
  #inBars = 0;
  /** Whether the name that was just read has a transpose within its layer: `W^{[2]T}`. */
  #isTransposed = false;

  /** `functions` are the names that stand for functions where a parenthesis follows them. */
  constructor(
    readonly text: string,
    readonly tokens: readonly Token[],
    readonly functions: ReadonlySet<string>,
  ) {}

  /** The whole member. Throws Unreadable. */
  whole(): Maths {
    const maths = this.#sum();
    if (this.#at < this.tokens.length) throw this.#unexpected();
    return maths;
  }

  #next(): string {
    return this.tokens[this.#at]?.text ?? "";
  }
  #peek(ahead = 1): string {
    return this.tokens[this.#at + ahead]?.text ?? "";
  }
  #from(): number {
    return this.tokens[this.#at]?.span.from ?? this.text.length;
  }
  #since(from: number): Span {
    return { from, to: this.tokens[this.#at - 1]?.span.to ?? from };
  }
  #take(text: string): Token {
    const token = this.tokens[this.#at];
    if (!token || token.text !== text) throw this.#unexpected(text);
    this.#at++;
    return token;
  }
  #skip(text: string): boolean {
    if (this.#next() !== text) return false;
    this.#at++;
    return true;
  }
  #unexpected(due?: string): Unreadable {
    const token = this.tokens[this.#at];
    const wish = due === undefined ? "" : `: ${due} is missing`;
    const end = this.tokens[this.tokens.length - 1]?.span ?? { from: 0, to: 0 };
    if (!token) return new Unreadable(`it ends too early${wish}`, end);
    return new Unreadable(`\`${token.text}\` is not read here${wish}`, token.span);
  }

  /** One level deeper; formulas that people write are never this deep. */
  #deeper<T>(read: () => T): T {
    if (++this.#depth > deepest)
      throw new Unreadable("it is nested too deep", this.tokens[this.#at]?.span ?? { from: 0, to: 0 });
    const value = read();
    this.#depth--;
    return value;
  }

  #sum(): Maths {
    return this.#deeper(() => {
      const from = this.#from();
      const terms: Term[] = [];
      do {
        let negative = false;
        let operator: Span | undefined;
        while (this.#next() === "+" || this.#next() === "-") {
          operator = this.tokens[this.#at]!.span;
          if (this.#next() === "-") negative = !negative;
          this.#at++;
        }
        terms.push({ value: this.#product(), negative, ...(operator && { operator }) });
      } while (this.#next() === "+" || this.#next() === "-");
      const [only] = terms;
      if (terms.length === 1 && !only!.negative) return only!.value;
      return { kind: "sum", terms, span: this.#since(from) };
    });
  }

  #product(): Maths {
    const from = this.#from();
    const factors: Factor[] = [{ value: this.#factor() }];
    for (;;) {
      const token = this.tokens[this.#at];
      if (!token) break;
      if (products.has(token.text) || token.text === "/" || token.text === "\\div") {
        this.#at++;
        const divides = token.text === "/" || token.text === "\\div";
        const negative = this.#next() === "-" ? this.#from() : undefined;
        if (negative !== undefined) this.#at++;
        const value = this.#factor();
        factors.push({
          value:
            negative === undefined
              ? value
              : { kind: "sum", terms: [{ value, negative: true }], span: this.#since(negative) },
          operator: token.span,
          ...(divides && { divides }),
          ...((token.text === "\\odot" || token.text === "\\circ") && { elementwise: true as const }),
        });
      } else if (this.#begins(token)) factors.push({ value: this.#factor() });
      else break;
    }
    return factors.length === 1 ? factors[0]!.value : { kind: "product", factors, span: this.#since(from) };
  }

  #begins({ kind, text }: Token): boolean {
    if (kind === "letter" || kind === "number") return true;
    if (kind === "symbol") return text === "(" || text === "[" || text === "{";
    return (
      kind === "command" &&
      (fractions.has(text) ||
        /^\\(?:partial|nabla|sum|prod|sqrt|exp|dv|pdv|lVert|lvert|mathbb|\{)$/.test(text) ||
        // a bar within bars closes them
        (text === "\\|" && this.#inBars === 0) ||
        Object.hasOwn(functionNames, text.slice(1)) ||
        greekLetter(text) !== undefined ||
        Object.hasOwn(accents, text) ||
        faces.has(text) ||
        wordCommands.has(text))
    );
  }

  /** A factor with what stands above it. */
  #factor(): Maths {
    return this.#deeper(() => {
      const from = this.#from();
      this.#isTransposed = false;
      let maths = this.#atom();
      if (this.#isTransposed) maths = { kind: "transpose", of: maths, span: maths.span };
      this.#isTransposed = false;
      for (;;) {
        if (this.#next() === "^") {
          this.#at++;
          maths = this.#raised(maths, from);
        } else if (this.#next() === "'" && maths.kind === "group") throw this.#unexpected();
        else if (this.#next() === "_") throw this.#unexpected();
        else return maths;
      }
    });
  }

  #raised(base: Maths, from: number): Maths {
    if (this.#isTranspose()) return { kind: "transpose", of: base, span: this.#since(from) };
    const exponent = this.#script();
    return { kind: "power", base, exponent, span: this.#since(from) };
  }

  /** `\top`, `T`, `{T}`: taken where it stands. */
  #isTranspose(): boolean {
    const braced = this.#next() === "{";
    const text = this.#peek(braced ? 1 : 0);
    if (!transposes.has(text)) return false;
    if (text === "\\mathrm" || text === "\\mathsf") {
      const at = braced ? 2 : 1;
      if (this.#peek(at) !== "{" || this.#peek(at + 1) !== "T" || this.#peek(at + 2) !== "}") return false;
      this.#at += at + 3 + (braced ? 1 : 0);
      return true;
    }
    if (braced && this.#peek(2) !== "}") return false;
    this.#at += braced ? 3 : 1;
    return true;
  }

  /** What stands above or below: one token, or a group. */
  #script(): Maths {
    if (this.#next() === "{") return this.#braced();
    if (this.#next() === "-") {
      const from = this.#from();
      this.#at++;
      return { kind: "sum", terms: [{ value: this.#atom(), negative: true }], span: this.#since(from) };
    }
    return this.#atom();
  }

  #braced(): Maths {
    const from = this.#from();
    this.#take("{");
    const of = this.#sum();
    this.#take("}");
    return { kind: "group", of, span: this.#since(from) };
  }

  #atom(): Maths {
    const token = this.tokens[this.#at];
    if (!token) throw this.#unexpected();
    const { text, kind, span } = token;
    const from = span.from;
    if (kind === "number") {
      this.#at++;
      return { kind: "number", value: Number(text), span };
    }
    if (text === "{") return this.#deeper(() => this.#braced());
    if (text === "(" || text === "[" || text === "\\{") return this.#enclosed();
    if (
      text === "|" ||
      text === "\\|" ||
      text === "\\lVert" ||
      text === "\\lvert" ||
      text === "\\Vert" ||
      text === "\\vert"
    )
      return this.#bars();
    if (fractions.has(text)) return this.#fraction();
    if (text === "\\dv" || text === "\\pdv") return this.#physics();
    if (
      text === "\\partial" ||
      text === "d" ||
      ((text === "\\mathrm" || text === "\\text") && this.#isD(this.#at))
    ) {
      const slashed = this.#slashed();
      if (slashed) return slashed;
    }
    if (text === "\\nabla") return this.#gradient();
    if (text === "\\sum" || text === "\\prod") return this.#series();
    if (text === "\\sqrt") {
      this.#at++;
      if (this.#next() === "[") throw this.#unexpected();
      const of = this.#script();
      return {
        kind: "call",
        name: { base: "sqrt", indices: [] },
        primes: 0,
        arguments: [of],
        span: this.#since(from),
      };
    }
    return this.#nameOrCall();
  }

  #enclosed(): Maths {
    const from = this.#from();
    const open = this.tokens[this.#at++]!.text;
    const close = open === "(" ? ")" : open === "[" ? "]" : "\\}";
    const items = this.#items(close);
    const span = this.#since(from);
    return items.length === 1 ? { kind: "group", of: items[0]!, span } : { kind: "tuple", items, span };
  }

  #items(close: string): Maths[] {
    const items = [this.#sum()];
    while (this.#skip(",") || this.#skip(";") || this.#skip("|")) items.push(this.#sum());
    this.#take(close);
    return items;
  }

  #bars(): Maths {
    const from = this.#from();
    const open = this.tokens[this.#at++]!.text;
    const close = open === "\\lVert" ? "\\rVert" : open === "\\lvert" ? "\\rvert" : open;
    this.#inBars++;
    const of = this.#sum();
    this.#inBars--;
    this.#take(close);
    // ‖x‖₂ is the norm without its 2
    const norm = open === "\\|" || open === "\\lVert" || open === "\\Vert";
    if (norm && this.#next() === "_") {
      this.#at++;
      if (!/^[2F]$/.test(this.#raw())) throw new Unreadable("this norm is not read", this.#since(from));
    }
    return { kind: norm ? "norm" : "absolute", of, span: this.#since(from) };
  }

  // ---- derivatives

  /** Whether an upright d stands at `at`: \mathrm{d}, \text{d}. */
  #isD(at: number): boolean {
    const [a, b, c, d] = [0, 1, 2, 3].map((ahead) => this.tokens[at + ahead]?.text ?? "");
    return (a === "\\mathrm" || a === "\\text") && b === "{" && c === "d" && d === "}";
  }

  /** Takes a differential sign (`d`, `\partial`, `\mathrm{d}`); its LaTeX, or nothing. */
  #differential(): string | undefined {
    const from = this.#from();
    if (this.#isD(this.#at)) this.#at += 4;
    else if (this.#next() === "\\partial" || this.#next() === "d" || this.#next() === "\\delta") this.#at++;
    else if (this.#next() === "\\mathrm" && this.#peek() === "d") this.#at += 2;
    else return undefined;
    const { to } = this.#since(from);
    return this.text.slice(from, to);
  }

  #order(): number {
    if (this.#next() !== "^") return 1;
    const braced = this.#peek() === "{";
    const digit = this.#peek(braced ? 2 : 1);
    if (!/^[1-3]$/.test(digit)) throw this.#unexpected();
    this.#at += braced ? 4 : 2;
    return Number(digit);
  }

  #fraction(): Maths {
    const from = this.#from();
    this.#at++;
    const start = this.#at;
    const derivative = this.#derivative(from);
    if (derivative) return derivative;
    this.#at = start;
    const over = this.#script();
    const under = this.#script();
    return { kind: "fraction", over, under, span: this.#since(from) };
  }

  /** After `\frac`: a derivative, where below the line stands a differential and above it one too, or nothing. */
  #derivative(from: number): Maths | undefined {
    if (this.#next() !== "{") {
      // \frac dx is never a derivative that can be told from a product
      return undefined;
    }
    const top = this.#at + 1;
    const close = this.#closing(this.#at);
    if (close < 0 || this.tokens[close + 1]?.text !== "{") return undefined;
    this.#at = close + 2;
    const differential = this.#differential();
    if (differential === undefined || this.#next() === "}") return undefined;
    const wrtAt = this.#at;
    this.#at = top;
    const above = this.#differential();
    if (above === undefined && top !== close) return undefined;
    if (above === "\\delta" && differential !== "\\delta") return undefined;
    const order = this.#order();
    const numerator = { from: this.tokens[close - 1]!.span.to, to: this.tokens[close]!.span.from };
    const of = this.#at < close ? this.#sumUntil(close) : undefined;
    this.#at = wrtAt;
    const wrt = this.#wrt(order);
    this.#take("}");
    return this.#applied(from, of, wrt, order, numerator, top === close ? differential : "");
  }

  /** The quantity below the line; its `^2` is the order's, not a power. */
  #wrt(order: number): Maths {
    const group = this.#next() === "(";
    const wrt = group ? this.#enclosed() : this.#quantity();
    if (order > 1) {
      if (this.#order() !== order) throw this.#unexpected();
    }
    return wrt.kind === "group" ? wrt.of : wrt;
  }

  /** With nothing above the line but the differential it is of what follows. */
  #applied(
    from: number,
    above: Maths | undefined,
    wrt: Maths,
    order: number,
    numerator: Span,
    differential: string,
  ): Maths {
    let of = above;
    if (!of && differential === "") of = this.#operand();
    return {
      kind: "derivative",
      ...(of && { of }),
      wrt,
      order,
      numerator,
      differential,
      span: this.#since(from),
    };
  }

  /** What a derivative sign works on: the factors beside it, up to an operator. */
  #operand(): Maths | undefined {
    const from = this.#from();
    const factors: Factor[] = [];
    while (this.tokens[this.#at] && this.#begins(this.tokens[this.#at]!))
      factors.push({ value: this.#factor() });
    if (factors.length === 0) return undefined;
    return factors.length === 1 ? factors[0]!.value : { kind: "product", factors, span: this.#since(from) };
  }

  #closing(open: number, begin = "{", end = "}"): number {
    let depth = 0;
    for (let at = open; at < this.tokens.length; at++) {
      if (this.tokens[at]!.text === begin) depth++;
      else if (this.tokens[at]!.text === end && --depth === 0) return at;
    }
    return -1;
  }

  #sumUntil(end: number): Maths {
    const maths = this.#sum();
    if (this.#at !== end) throw this.#unexpected();
    return maths;
  }

  /** `dL/dw` and `\partial L / \partial w` in a line. */
  #slashed(): Maths | undefined {
    const start = this.#at;
    const from = this.#from();
    const above = this.#differential();
    const give = (): undefined => {
      this.#at = start;
      return undefined;
    };
    if (above === undefined) return give();
    const order = this.#next() === "^" && /^[23]$/.test(this.#peek()) ? this.#order() : 1;
    let of: Maths | undefined;
    const top = this.#from();
    if (this.#next() !== "/") {
      const token = this.tokens[this.#at];
      if (!token || !this.#begins(token) || token.kind === "number") return give();
      of = this.#next() === "(" ? this.#enclosed() : this.#nameOrCall();
    }
    if (this.#next() !== "/") return give();
    this.#at++;
    if (this.#differential() !== above) return give();
    const wrt = this.#wrt(order);
    return this.#applied(from, of, wrt, order, { from: top, to: top }, "");
  }

  /** The physics package's \dv{L}{w} and \pdv{L}{w}. */
  #physics(): Maths {
    const from = this.#from();
    this.#at++;
    const of = this.#braced();
    if (this.#next() !== "{") throw this.#unexpected("{");
    this.#at++;
    const wrt = this.#quantity();
    this.#take("}");
    return {
      kind: "derivative",
      of,
      wrt,
      order: 1,
      numerator: of.span,
      differential: "",
      span: this.#since(from),
    };
  }

  #gradient(): Maths {
    const from = this.#from();
    this.#at++;
    let wrt: Maths | undefined;
    if (this.#skip("_")) {
      const below = this.#script();
      wrt = below.kind === "group" ? below.of : below;
    }
    return { kind: "gradient", of: this.#factor(), ...(wrt && { wrt }), span: this.#since(from) };
  }

  /** A sum or product over an index; what it runs over reaches to the next term. */
  #series(): Maths {
    const from = this.#from();
    const isProduct = this.tokens[this.#at++]!.text === "\\prod";
    if (isProduct) throw new Unreadable("a product over an index is not read", this.#since(from));
    let index: string | undefined;
    let first: Maths | undefined;
    let to: Maths | undefined;
    for (;;) {
      if (this.#skip("_")) {
        if (this.#next() !== "{") index = this.tokens[this.#at++]?.text;
        else {
          this.#at++;
          index = this.tokens[this.#at++]?.text;
          if (this.#skip("=")) first = this.#sum();
          this.#take("}");
        }
      } else if (this.#skip("^")) to = this.#script();
      else break;
    }
    if (index !== undefined && !/^[A-Za-z]$/.test(index))
      throw new Unreadable("the index of this sum is not read", this.#since(from));
    const of = this.#product();
    return { kind: "series", of, index, from: first, to, span: this.#since(from) };
  }

  // ---- names

  /** A name without powers: what stands above it as a layer belongs to it. */
  #quantity(): Maths {
    const from = this.#from();
    const name = this.#name();
    return { kind: "name", name, span: this.#since(from) };
  }

  #nameOrCall(): Maths {
    const token = this.tokens[this.#at]!;
    const from = token.span.from;
    const word = this.#functionWord(token);
    if (word !== undefined) return this.#call({ base: word, indices: [] }, from);
    const start = this.#at;
    const name = this.#name();
    const asFunction = this.functions.has(nameKey(name)) && !this.#isBesideItself(start);
    if (asFunction && (this.#next() === "(" || (this.#next() === "'" && this.#afterPrimes() === "(")))
      return this.#call(name, from);
    if (this.#next() === "(" && this.#isList()) return this.#call(name, from);
    let primes = "";
    while (this.#skip("'")) primes += "_prime";
    const whole = primes ? { ...name, base: name.base + primes } : name;
    return { kind: "name", name: whole, span: this.#since(from) };
  }

  /** Whether the parenthesis ahead holds the name from `start` on itself: `a(1 - a)` is a product, a function or not. */
  #isBesideItself(start: number): boolean {
    if (this.#next() !== "(" || this.#isList()) return false;
    const bare = (from: number, to: number): string[] =>
      this.tokens.slice(from, to).flatMap(({ text }) => (text === "{" || text === "}" ? [] : [text]));
    const own = bare(start, this.#at);
    const inside = bare(this.#at + 1, this.#closing(this.#at, "(", ")"));
    return inside.some(
      (_, at) =>
        own.every((one, ahead) => inside[at + ahead] === one) &&
        !Object.hasOwn(accents, inside[at - 1] ?? "") &&
        !["(", "'", "_"].includes(inside[at + own.length] ?? ""),
    );
  }

  #afterPrimes(): string {
    let at = this.#at;
    while (this.tokens[at]?.text === "'") at++;
    return this.tokens[at]?.text ?? "";
  }

  /** Whether the parenthesis ahead holds several things: then what stands before it is a function. */
  #isList(): boolean {
    let depth = 0;
    for (let at = this.#at; at < this.tokens.length; at++) {
      const { text } = this.tokens[at]!;
      if (text === "(" || text === "[" || text === "{") depth++;
      else if (text === ")" || text === "]" || text === "}") {
        if (--depth === 0) return false;
      } else if ((text === "," || text === ";") && depth === 1) return true;
    }
    return false;
  }

  #functionWord({ kind, text }: Token): string | undefined {
    if (kind === "command") {
      const word = wordCommands.has(text) ? this.#word(this.#at) : undefined;
      const known = functionNamed(word?.text ?? text.slice(1));
      if (known === undefined || (word === undefined && wordCommands.has(text))) return undefined;
      this.#at = word ? word.end : this.#at + 1;
      return known;
    }
    const known = kind === "letter" && text.length > 1 ? functionNamed(text) : undefined;
    if (known !== undefined) this.#at++;
    return known;
  }

  /** The word in \mathrm{…} that begins at `at`, and where it ends. */
  #word(at: number): { text: string; end: number } | undefined {
    if (this.tokens[at + 1]?.text !== "{") return undefined;
    const close = this.#closing(at + 1);
    if (close < 0) return undefined;
    const text = this.text.slice(this.tokens[at + 1]!.span.to, this.tokens[close]!.span.from).trim();
    return /^[A-Za-z][\w-]*$/.test(text) ? { text: text.replaceAll("-", "_"), end: close + 1 } : undefined;
  }

  /** A function with its primes and arguments; without parentheses it takes the factor beside it. */
  #call(name: MathName, from: number): Maths {
    let primes = 0;
    while (this.#skip("'")) primes++;
    let raised: Maths | undefined;
    if (this.#next() === "_") throw this.#unexpected();
    if (this.#next() === "^") {
      this.#at++;
      if (this.#next() === "\\prime") {
        this.#at++;
        primes++;
      } else raised = this.#script();
    }
    if (raised?.kind === "group" && raised.of.kind === "sum")
      throw new Unreadable("an inverse function is not read", raised.span);
    const given =
      this.#next() === "(" || this.#next() === "[" || this.#next() === "{"
        ? this.#enclosedItems()
        : [this.#argument()];
    const call: Maths = { kind: "call", name, primes, arguments: given, span: this.#since(from) };
    return raised ? { kind: "power", base: call, exponent: raised, span: call.span } : call;
  }

  #enclosedItems(): Maths[] {
    const open = this.tokens[this.#at++]!.text;
    return this.#items(open === "(" ? ")" : open === "[" ? "]" : "}");
  }

  /** ln 2x, log ŷ: numbers and the name after them. */
  #argument(): Maths {
    const from = this.#from();
    const first = this.#factor();
    if (first.kind !== "number" || this.tokens[this.#at]?.kind !== "letter") return first;
    return {
      kind: "product",
      factors: [{ value: first }, { value: this.#factor() }],
      span: this.#since(from),
    };
  }

  #name(): MathName {
    const base = this.#base();
    let indices: readonly string[] = [];
    let above: string | undefined;
    for (;;) {
      if (this.#next() === "_" && indices.length === 0) {
        this.#at++;
        const hat = this.#wordBelow();
        if (hat !== undefined) return this.#withAccent(base, hat);
        indices = indicesOf(this.#raw());
      } else if (this.#next() === "^" && above === undefined && this.#isLayer(base)) {
        this.#at++;
        const raw = this.#raw();
        this.#isTransposed = /\](?:T|\\top)$/.test(raw);
        above = raw.replace(/\](?:T|\\top)$/, "").replace(/^[([]|[)\]]$/g, "");
      } else return { base, indices, ...(above !== undefined && { above }) };
    }
  }

  #withAccent(base: string, word: string): MathName {
    return /^(hat|bar|tilde)$/.test(word)
      ? { base: `${base}_${word}`, indices: [] }
      : { base, indices: [word] };
  }

  /** `y_hat`, as programs write it and LaTeX does not set it. */
  #wordBelow(): string | undefined {
    let word = "";
    let at = this.#at;
    let end = this.tokens[at]?.span.from;
    while (this.tokens[at]?.kind === "letter" && this.tokens[at]!.span.from === end) {
      word += this.tokens[at]!.text;
      end = this.tokens[at]!.span.to;
      at++;
    }
    if (!wordIndex.test(word)) return undefined;
    this.#at = at;
    return word;
  }

  /** Whether what stands above is a layer, a sample or a word, and no power: letters above e are its power. */
  #isLayer(base: string): boolean {
    if (this.#peek() === "*" || this.#peek() === "\\star" || this.#peek() === "\\ast") return true;
    if (this.#peek() !== "{") return false;
    const close = this.#closing(this.#at + 1);
    if (close < 0) return false;
    const inside = this.text.slice(this.tokens[this.#at + 1]!.span.to, this.tokens[close]!.span.from).trim();
    if (base === "e" && /^[a-z]+$/.test(inside) && !wordIndex.test(inside)) return false;
    return /^(?:\([\w+\-, ]+\)|\[[\w+\-, ]+\](?:\s*T|\s*\\top)?|\\(?:text|mathrm)\{[^{}]*\}|\*|[a-z]{2,})$/.test(
      inside,
    );
  }

  /** What stands below or above a name, as text. */
  #raw(): string {
    const from = this.#from();
    if (this.#next() === "{") {
      const close = this.#closing(this.#at);
      if (close < 0) throw this.#unexpected("}");
      const text = this.text.slice(this.tokens[this.#at]!.span.to, this.tokens[close]!.span.from);
      this.#at = close + 1;
      return text.replace(/\\(?:text|mathrm|textrm)\s*\{([^{}]*)\}/g, "$1").replace(/\s+/g, "");
    }
    const token = this.tokens[this.#at];
    if (!token) throw this.#unexpected();
    if (wordCommands.has(token.text)) {
      const word = this.#word(this.#at);
      if (!word) throw this.#unexpected();
      this.#at = word.end;
      return word.text;
    }
    this.#at++;
    return this.text.slice(from, token.span.to);
  }

  /** A letter, a word or a Greek letter with its accents. */
  #base(): string {
    return this.#deeper(() => {
      const token = this.tokens[this.#at];
      if (!token) throw this.#unexpected();
      const { kind, text } = token;
      if (kind === "letter") {
        this.#at++;
        const after = this.tokens[this.#at];
        // dz, which people write for the derivative of the loss by z
        const isJoined =
          after?.span.from === token.span.to && (after.kind === "letter" || after.kind === "command");
        if (text === "d" && isJoined && this.#begins(after)) return `d${this.#base()}`;
        return plainLetter(text);
      }
      const accent = accents[text];
      if (accent !== undefined || faces.has(text)) {
        this.#at++;
        return this.#inBraces() + (accent ?? "");
      }
      if (wordCommands.has(text)) {
        const word = this.#word(this.#at);
        if (!word) throw this.#unexpected();
        this.#at = word.end;
        return word.text;
      }
      const letter = kind === "command" ? greekLetter(text) : undefined;
      if (letter === undefined) throw this.#unexpected();
      this.#at++;
      // Δw is one name
      if (letter === "Delta" && this.tokens[this.#at]?.kind === "letter") return `Delta_${this.#base()}`;
      return letter;
    });
  }

  #inBraces(): string {
    if (!this.#skip("{")) return this.#base();
    const base = this.#base();
    // \hat{y_i}: the index goes with the name
    let below = "";
    if (this.#skip("_")) below = `_${this.#raw()}`;
    this.#take("}");
    return base + below;
  }
}

/** `ij` are two indices; `12`, `out` and `h1` are one. */
function indicesOf(text: string): string[] {
  return text
    .split(",")
    .flatMap((part) => (/^[i-n]{2,3}$/.test(part) && part !== "in" ? [...part] : [part.replace(/^\\/, "")]));
}
