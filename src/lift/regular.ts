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

/** Whether a search in a text of this length is affordable where every repetition might meet every letter. */
export function isAffordable({ source }: RegExp, length: number): boolean {
  const repetitions = (source.match(/[*+]|\{\d*,/g) ?? []).length;
  let work = length;
  for (let one = 1; one <= repetitions; one++) work *= length / (one + 1);
  return repetitions === 0 || work <= mostWork;
}
