/** How much work a search may be: patterns with many repetitions go back and forth. */
const mostWork = 500_000_000;
const longestPattern = 200;

/** A regular expression; undefined where it is one whose work cannot be foretold. */
export function regularOf(source: string, flags: string): RegExp | undefined {
  if (source.length > longestPattern || !/^[gimsuy]*$/.test(flags)) return undefined;
  const plain = source.replace(/\\./g, "_").replace(/\[(?:[^\]\\]|\\.)*\]/g, "_");
  // a repetition of what repeats, or what looks back
  if (/\([^()]*[*+{][^()]*\)[*+{?]|\(\?<|\\[1-9k]|\)[^()]*\)[*+{]/.test(plain) || /\\[1-9]/.test(source))
    return undefined;
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

/** Whether a search in a text is affordable where every repetition might meet every letter in reach. */
export function isAffordable({ source }: RegExp, text: string): boolean {
  const repetitions = (source.match(/[*+]|\{\d*,/g) ?? []).length;
  if (repetitions === 0) return true;
  // what matches no blank goes no further than a word
  const crosses = /\\[sSWD]|\[\^|[. \n]/.test(source.replace(/\\\./g, ""));
  const reach = crosses ? text.length : Math.max(...text.split(/\s+/).map((word) => word.length));
  let work = text.length;
  for (let one = 1; one <= repetitions; one++) work *= reach / (one + 1);
  return work <= mostWork;
}
