import * as calculus from "./calculus.ts";
import * as checker from "./checker.ts";
import * as engines from "./engines.ts";
import * as notations from "./notations.ts";
import type { Property } from "./property.ts";

/** All that must hold, whatever is drawn. */
export const properties: readonly Property[] = [calculus, notations, engines, checker].flatMap((one) =>
  Object.values(one).filter((value): value is Property => typeof value === "object" && "holds" in value),
);
