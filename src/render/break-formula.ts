/** An equation's sides under each other where they are too long for a line of a page. */

/** About as many letters as a page's column shows on one line. */
const mostLetters = 84;

/** `name = form = form` in LaTeX: on one line, or one side a line, a long sum one term a line. */
export function brokenEquation(name: string, forms: readonly string[]): string {
  const line = [name, ...forms].join(" = ");
  if (lettersOf(line) <= mostLetters) return line;
  const room = mostLetters - lettersOf(name);
  const rows = forms.flatMap((form) => {
    const [first, ...more] = lettersOf(form) <= room ? [form] : termsOf(form);
    return [`&= ${first}`, ...more.map((term) => `&\\quad ${term}`)];
  });
  return `\\begin{aligned} ${name} ${rows.join(" \\\\ ")} \\end{aligned}`;
}

/** About how wide a formula is: a fraction as its wider half, a command as one letter. */
function lettersOf(latex: string): number {
  let text = latex;
  for (let before = ""; before !== text; ) {
    before = text;
    text = text.replace(/\\frac\{([^{}]*)\}\{([^{}]*)\}/g, (_, over: string, under: string) =>
      plain(over).length > plain(under).length ? over : under,
    );
    text = text.replace(/([_^])\{([^{}]*)\}/g, "$2");
  }
  return plain(text).length;
}

const plain = (latex: string): string =>
  latex
    .replace(/\\(left|right|mathrm|operatorname|text|hat|,|;|!)/g, "")
    // operators have room at their sides
    .replace(/\\cdot|[+=-]/g, "xxx")
    .replace(/\\[A-Za-z]+/g, "x")
    .replace(/[{}_^\s]/g, "");

/** The terms of a sum, each with the sign before it; what stands within brackets stays together. */
function termsOf(latex: string): string[] {
  const terms: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < latex.length; at++) {
    if ("{([".includes(latex[at]!)) depth++;
    else if ("})]".includes(latex[at]!)) depth--;
    else if (depth === 0 && /^ [+-] /.test(latex.slice(at, at + 3))) {
      terms.push(latex.slice(from, at).trim());
      from = at;
    }
  }
  return [...terms, latex.slice(from).trim()];
}
