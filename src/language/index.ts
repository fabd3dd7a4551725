/** The maths language for editors: its Lezer parser, its canonical form, its names. */
export { format } from "./format.ts";
export { canonicalName } from "./name.ts";
export { parser } from "./parser.ts";
export { type Places, placesOf, type StatedNumber } from "./places.ts";
