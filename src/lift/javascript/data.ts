import { Random } from "../../base/random.ts";
import { isFunction, toText } from "./convert.ts";
import { parseJson } from "./json.ts";
import type { Machine } from "./machine.ts";
import { absent, Namespace, Native, Outside, Settled, type Value } from "./values.ts";

const rows = 12;
const columns = 4;

/** Numbers that stand for a table: rows of some columns, the last of them 0 or 1. */
function table(): number[][] {
  const random = new Random(11);
  return Array.from({ length: rows }, (_, at) => [
    ...Array.from({ length: columns }, () => Math.round(1000 * random.uniform(-1, 1)) / 1000),
    at % 2,
  ]);
}

/** Records that stand for a list in JSON, under the names that nets use. */
function records(): unknown[] {
  return table().map((row) => {
    const [input, label] = [row.slice(0, -1), row.at(-1)!];
    const output = [label];
    return {
      x: input[0],
      y: input[1],
      input,
      inputs: input,
      features: input,
      output,
      outputs: output,
      target: output,
      targets: output,
      label,
    };
  });
}

function replaced(machine: Machine, what: string): void {
  machine.replaced.push({ what, span: machine.place });
}

/** What stands for a list of records in a file or behind an address. */
export function jsonFrom(machine: Machine, what: string): Value {
  replaced(machine, what);
  return parseJson(machine, JSON.stringify(records()));
}

/** What stands for the text of a file. */
function textFrom(machine: Machine, what: string): string {
  replaced(machine, what);
  if (/\.json/i.test(what)) return JSON.stringify(records());
  if (/\.txt/i.test(what)) return "the quick brown fox jumps over the lazy dog\n".repeat(3);
  return table()
    .map((row) => row.join(","))
    .join("\n");
}

/** `fs`, as far as programs read with it; what they write goes nowhere. */
export function fileSystem(machine: Machine): Namespace {
  const nameOf = (value: Value | undefined): string => toText(machine, value ?? "a file");
  const members = new Map<string, Value>();
  const add = (name: string, call: (args: readonly Value[]) => Value): void =>
    void members.set(name, new Native(name, (_, args) => call(args)));
  add("readFileSync", ([path]) => textFrom(machine, nameOf(path)));
  add("existsSync", () => true);
  add("readFile", ([path, ...rest]) => {
    const text = textFrom(machine, nameOf(path));
    const back = rest.at(-1);
    if (back === undefined || !isFunction(back)) return new Settled(text);
    machine.call(back, [null, text]);
    return absent;
  });
  const whole = new Namespace("fs", members, (name) => new Outside(`fs.${name}`));
  members.set("promises", whole);
  return whole;
}

/** `fetch`: what it gets is there at once. */
export function fetched(machine: Machine, address: Value | undefined): Settled {
  const what = toText(machine, address ?? "an address");
  const give = (name: string, make: () => Value): [string, Value] => [
    name,
    new Native(name, () => new Settled(make())),
  ];
  return new Settled(
    new Namespace(
      "Response",
      new Map<string, Value>([
        ["ok", true],
        ["status", 200],
        give("json", () => jsonFrom(machine, what)),
        give("text", () => textFrom(machine, what)),
        give("arrayBuffer", () => new Outside("a file")),
      ]),
    ),
  );
}
