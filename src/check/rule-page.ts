/** The page of a rule, as `docs/rules/` has it: the one text that the command line, SARIF and readers of the docs see. */
export interface RulePage {
  /** `update/sign` */
  readonly code: string;
  /** What the code means, in a sentence or two. */
  readonly summary: string;
  /** The whole page, Markdown. */
  readonly text: string;
}

/** The file of a code's page: `update-sign.md`. */
export const pageFile = (code: string): string => `${code.replace("/", "-")}.md`;

/** A page begins with its code as the title, then its severity and what it means. */
export function readRulePage(text: string): RulePage | undefined {
  const found = /^# ([\w-]+\/[\w-]+)\n\n\*[^*\n]+\*: ([^\n]+)\n/.exec(text);
  return found ? { code: found[1]!, summary: capital(found[2]!), text } : undefined;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
