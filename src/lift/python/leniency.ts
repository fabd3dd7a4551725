/**
 * The same text, letter for letter in its place, in a form that the grammar takes. It reads the dot of `8.` as a
 * member's: here it is a blank, and the number's reader looks at the source itself. Python 2's `print "x", y` becomes
 * an assignment of as many letters, which the statement's reader tells by the source too. `{x:=8d}` is an aligned
 * number in a format string, no assignment.
 */
export const readable = (source: string): string =>
  source
    .replace(/(\{[^{}\n]*?):=(?=\d)/g, "$1:>")
    .replace(/(?<![\w.])(\d[\d_]*)\.(?![\w.])/g, "$1 ")
    .replace(
      /((?:^|[:;])[ \t]*)print (?=[ \t]*(?:["'\w\-[{]|\([^\n]*\)[ \t]*[%,]))(?! *(?:in|is|and|or|if|not)\b)/gm,
      "$1_p_ = ",
    )
    // where it is printed to tells nothing
    .replace(
      /((?:^|[:;])[ \t]*)print([ \t]*>>[ \t]*[\w.]+[ \t]*,)(?=[^\n])/gm,
      (_, before: string, where: string) => `${before}_p_ =${" ".repeat(where.length)}`,
    );

/** Whether the source has a Python 2 print where the grammar saw an assignment. */
export const isOldPrint = (source: string, from: number): boolean =>
  /^print(?: |[ \t]*>>)/.test(source.slice(from, from + 20)) &&
  !/^print\s*=/.test(source.slice(from, from + 20));

/** Whether a program prints without brackets, as only Python 2 does. */
export const printsOld = (source: string): boolean =>
  /^[ \t]*print[ \t]*>>[ \t]*[\w.]+[ \t]*,/m.test(source) ||
  /^[ \t]*(?:[^#\n"']*[:;][ \t]*)?print[ \t]+(?=["'\w-])(?!(?:in|is|and|or|if|not|for)\b)/m.test(source);

/** Whether a program calls what Python 3 has not. */
export const isPython2 = (source: string): boolean =>
  /\b(?:xrange|raw_input|unichr)\(|\.(?:iteritems|itervalues|iterkeys|has_key)\(|^[ \t]*import (?:cPickle|urllib2)\b/m.test(
    source,
  );

export const importsDivision = (source: string): boolean =>
  /^from __future__ import .*\bdivision\b/m.test(source);
