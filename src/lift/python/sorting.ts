import type { Machine } from "./machine.ts";
import { compare } from "./operators.ts";
import type { Keywords, PyValue } from "./values.ts";

/** `sorted`: stable, by `key` and `reverse`. */
export function sortedItems(machine: Machine, items: Iterable<PyValue>, keywords: Keywords): PyValue[] {
  const key = keywords.get("key") ?? null;
  const reverse = keywords.has("reverse") && machine.truth(keywords.get("reverse")!);
  const keyed = Array.from(items, (item) => ({ item, by: key === null ? item : machine.call(key, [item]) }));
  machine.spend((keyed.length * Math.log2(keyed.length + 1)) / 8);
  const less = (a: PyValue, b: PyValue): boolean => machine.truth(compare(machine, "<", a, b));
  const order = reverse ? -1 : 1;
  keyed.sort((a, b) => (less(a.by, b.by) ? -order : less(b.by, a.by) ? order : 0));
  return keyed.map(({ item }) => item);
}
