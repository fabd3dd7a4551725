/** LaTeX maths as people write it in documents: equations, their members, and what each says. */
export { type ReadFormula, readEquations } from "./equations.ts";
export { usualFunctions } from "./names.ts";
export {
  type Equation,
  everyPart,
  type Factor,
  type MathName,
  type Maths,
  type Member,
  nameKey,
  parts,
  type Term,
} from "./syntax.ts";
