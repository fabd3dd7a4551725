import { Ndarray } from "../numpy/array.ts";
import { Mt19937 } from "../numpy/random/mt19937.ts";
import { Tuple } from "../numpy/values.ts";
import { raise } from "./failure.ts";
import type { Machine } from "./machine.ts";
import { Builtin, bare, type Call, PyList, PyModule, PyRange, type PyValue } from "./values.ts";

/** CPython's `random`, bit for bit where it is seeded by a whole number. */
class Source {
  bits = Mt19937.ofWords([0]);
  #spare: number | undefined;

  seed(value: bigint): void {
    const words: number[] = [];
    for (let left = value < 0n ? -value : value; left > 0n; left >>= 32n)
      words.push(Number(left & 0xffffffffn));
    this.bits = Mt19937.ofWords(words.length > 0 ? words : [0]);
    this.#spare = undefined;
  }

  save(): () => void {
    const bits = this.bits.copy();
    const spare = this.#spare;
    return () => {
      this.bits = bits.copy();
      this.#spare = spare;
    };
  }

  random(): number {
    return this.bits.double();
  }

  /** A whole number below `bound`, by rejection. */
  below(bound: number): number {
    const width = bound.toString(2).length;
    for (;;) {
      const drawn = this.bits.uint32() >>> (32 - width);
      if (drawn < bound) return drawn;
    }
  }

  gauss(mean: number, deviation: number): number {
    let z = this.#spare;
    this.#spare = undefined;
    if (z === undefined) {
      const angle = this.random() * 2 * Math.PI;
      const radius = Math.sqrt(-2 * Math.log(1 - this.random()));
      z = Math.cos(angle) * radius;
      this.#spare = Math.sin(angle) * radius;
    }
    return mean + z * deviation;
  }

  /** Kinderman and Monahan's ratio of uniforms, as `normalvariate` draws. */
  normal(mean: number, deviation: number): number {
    const magic = (4 * Math.exp(-0.5)) / Math.sqrt(2);
    for (;;) {
      const u = this.random();
      const v = 1 - this.random();
      const z = (magic * (u - 0.5)) / v;
      if ((z * z) / 4 <= -Math.log(v)) return mean + z * deviation;
    }
  }

  sample(items: readonly PyValue[], count: number): PyValue[] {
    let most = 21;
    if (count > 5) most += 4 ** Math.ceil(Math.log(count * 3) / Math.log(4));
    if (items.length <= most) {
      const pool = [...items];
      return Array.from({ length: count }, (_, k) => {
        const at = this.below(items.length - k);
        const drawn = pool[at]!;
        pool[at] = pool[items.length - k - 1]!;
        return drawn;
      });
    }
    const taken = new Set<number>();
    return Array.from({ length: count }, () => {
      let at = this.below(items.length);
      while (taken.has(at)) at = this.below(items.length);
      taken.add(at);
      return items[at]!;
    });
  }
}

/** The members of the module `random`. */
export function randomModule(machine: Machine): Map<string, PyValue> {
  const source = new Source();
  machine.numpy.generators.push(() => source.save());
  const number = (value: PyValue | undefined, missing = 0): number =>
    value === undefined ? missing : Number(bare(value) as number);
  const sequence = (value: PyValue): readonly PyValue[] => {
    if (value instanceof PyList) return value.items;
    return value instanceof Tuple ? (value.items as readonly PyValue[]) : [...machine.iterate(value)];
  };
  const functions: Record<string, Call> = {
    seed: ([value]) => {
      const given = bare(value ?? null);
      if (typeof given === "bigint") source.seed(given);
      else if (given === null) machine.numpy.drewUnseeded = true;
      else source.seed(BigInt(Math.trunc(number(value))));
      return null;
    },
    Random: ([seed]) => {
      const members = randomModule(machine);
      if (seed !== undefined) machine.call(members.get("seed")!, [seed]);
      return new PyModule("random.Random", members);
    },
    random: () => source.random(),
    uniform: ([low, high]) => number(low) + (number(high) - number(low)) * source.random(),
    gauss: ([mean, deviation]) => source.gauss(number(mean), number(deviation, 1)),
    normalvariate: ([mean, deviation]) => source.normal(number(mean), number(deviation, 1)),
    randint: ([low, high]) => BigInt(number(low) + source.below(number(high) - number(low) + 1)),
    randrange: ([start, stop, step]) => {
      const [from, to] = stop === undefined ? [0, number(start)] : [number(start), number(stop)];
      const by = number(step, 1);
      const count = Math.ceil((to - from) / by);
      if (count <= 0) throw raise("ValueError", "empty range for randrange()");
      return BigInt(from + by * source.below(count));
    },
    choice: ([values]) => {
      const items = values instanceof PyRange ? [...machine.iterate(values)] : sequence(values!);
      if (items.length === 0) throw raise("IndexError", "Cannot choose from an empty sequence");
      return items[source.below(items.length)]!;
    },
    shuffle: ([values]) => {
      if (values instanceof Ndarray) {
        for (let at = values.shape[0]! - 1; at > 0; at--) {
          const rows = [BigInt(at), BigInt(source.below(at + 1))];
          const taken = machine.getItem(values, new PyList([...rows]));
          machine.setItem(values, new PyList([...rows].reverse()), taken);
        }
        return null;
      }
      const { items } = values as PyList;
      for (let at = items.length - 1; at > 0; at--) {
        const other = source.below(at + 1);
        [items[at], items[other]] = [items[other]!, items[at]!];
      }
      return null;
    },
    choices: ([values, weights], keywords) => {
      const items = sequence(values!);
      const given = weights ?? keywords.get("weights") ?? null;
      const shares = given === null ? items.map(() => 1) : sequence(given).map((one) => number(one));
      const total = shares.reduce((sum, one) => sum + one, 0);
      const draw = (): PyValue => {
        let left = source.random() * total;
        return items[shares.findIndex((one) => (left -= one) < 0)] ?? items.at(-1)!;
      };
      return new PyList(Array.from({ length: number(keywords.get("k") ?? 1n) }, draw));
    },
    sample: ([values, count], keywords) =>
      new PyList(source.sample(sequence(values!), number(count ?? keywords.get("k")))),
  };
  return new Map(Object.entries(functions).map(([name, call]) => [name, new Builtin(name, call)]));
}
