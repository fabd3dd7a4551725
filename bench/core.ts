// The core: a model from its text, derivatives, gradients, and the texts that come of them. Only its size is measured.
export { adjoints } from "../src/calculus/adjoints.ts";
export { differentiate } from "../src/calculus/differentiate.ts";
export { simplify } from "../src/calculus/simplify.ts";
export { lower, lowerExpression } from "../src/language/lower.ts";
export { print } from "../src/language/print.ts";
