import { ContextTracker, ExternalTokenizer } from "@lezer/lr";
import { bracketedBreak, newline } from "./parser.terms.ts";

/** Line breaks end a statement outside brackets and are blank inside them: the context counts open brackets. */
export const bracketDepth = new ContextTracker<number>({
  start: 0,
  shift(depth, _term, _stack, input) {
    if (input.next === 40 || input.next === 91) return depth + 1;
    if (input.next === 41 || input.next === 93) return Math.max(0, depth - 1);
    return depth;
  },
  hash: (depth) => depth,
});

export const lineBreaks = new ExternalTokenizer(
  (input, stack) => {
    if (input.next !== 10) return;
    input.advance();
    input.acceptToken(stack.context > 0 ? bracketedBreak : newline);
  },
  { contextual: true },
);
