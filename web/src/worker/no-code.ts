/**
 * The page's policy allows no code made from text. The library computes in another way where that is so; saying it first
 * keeps the browser from reporting each attempt.
 */
function Refused(): never {
  throw new EvalError("this page makes no code from text");
}
Refused.prototype = Function.prototype;
Object.defineProperty(globalThis, "Function", { value: Refused });
