/** What the programs need beside Math, as a teacher writes it: each function with those that it calls. */
export const typescriptHelpers: Readonly<
  Record<string, { readonly needs?: readonly string[]; readonly code: string }>
> = {
  sigmoid: { code: "const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));" },
  softplus: {
    code: "const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));",
  },
  silu: { needs: ["sigmoid"], code: "const silu = (z: number): number => z * sigmoid(z);" },
  gelu: { needs: ["erf"], code: "const gelu = (z: number): number => (z / 2) * (1 + erf(z / Math.SQRT2));" },
  erf: {
    code: `/** The error function: its series near 0, its continued fraction further out. */
function erf(x: number): number {
  const z = Math.abs(x);
  if (z > 6) return Math.sign(x);
  if (z < 2.5) {
    let [term, total] = [x, x];
    for (let n = 1; n < 80; n++) {
      term = (-term * x * x) / n;
      total += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * total;
  }
  let fraction = 0;
  for (let n = 120; n > 0; n--) fraction = n / 2 / (z + fraction);
  return Math.sign(x) * (1 - Math.exp(-z * z) / Math.sqrt(Math.PI) / (z + fraction));
}`,
  },
  Tensor: {
    code: "/** A number, a row of numbers, a matrix of rows, and so on. */\ntype Tensor = number | Tensor[];",
  },
  map: {
    needs: ["Tensor"],
    code: `/** A formula at each element. Smaller arrays are repeated along the axes that they lack, or where they hold one. */
function map(formula: (...numbers: number[]) => number, ...arrays: Tensor[]): Tensor {
  const rank = Math.max(...arrays.map(rankOf));
  if (rank === 0) return formula(...(arrays as number[]));
  const length = Math.max(...arrays.map((one) => (rankOf(one) === rank ? (one as Tensor[]).length : 1)));
  const part = (one: Tensor, i: number): Tensor =>
    rankOf(one) < rank ? one : (one as Tensor[])[(one as Tensor[]).length === 1 ? 0 : i]!;
  return Array.from({ length }, (_, i) => map(formula, ...arrays.map((one) => part(one, i))));
}

function rankOf(x: Tensor): number {
  return Array.isArray(x) ? 1 + rankOf(x[0]!) : 0;
}`,
  },
  flat: {
    needs: ["Tensor"],
    code: "const flat = (x: Tensor): number[] => (Array.isArray(x) ? x.flatMap(flat) : [x]);",
  },
  shapeOf: {
    needs: ["Tensor"],
    code: "const shapeOf = (x: Tensor): number[] => (Array.isArray(x) ? [x.length, ...shapeOf(x[0]!)] : []);",
  },
  reshape: {
    needs: ["flat"],
    code: `function reshape(x: Tensor, shape: number[]): Tensor {
  let level: Tensor[] = flat(x);
  for (const size of shape.slice(1).reverse())
    level = Array.from({ length: level.length / size }, (_, i) => level.slice(i * size, (i + 1) * size));
  return level;
}`,
  },
  over: {
    needs: ["map"],
    code: `/** Joins the parts along axes, from the last one inward; what is left has 1 there, or nothing. */
function over(x: Tensor, axes: number[], join: (a: number, b: number) => number, keep = false): Tensor {
  const along = (part: Tensor, axis: number): Tensor => {
    const rows = part as Tensor[];
    if (axis > 0) return rows.map((row) => along(row, axis - 1));
    const joined = rows.reduce((a, b) => map(join, a, b));
    return keep ? [joined] : joined;
  };
  return [...axes].reverse().reduce(along, x);
}`,
  },
  sumAll: {
    needs: ["flat"],
    code: "const sumAll = (x: Tensor): number => flat(x).reduce((a, b) => a + b, 0);",
  },
  sum: {
    needs: ["over"],
    code: "const sum = (x: Tensor, axes: number[], keep = false): Tensor => over(x, axes, (a, b) => a + b, keep);",
  },
  meanAll: {
    needs: ["flat", "sumAll"],
    code: "const meanAll = (x: Tensor): number => sumAll(x) / flat(x).length;",
  },
  mean: {
    needs: ["sum", "shapeOf"],
    code: `function mean(x: Tensor, axes: number[], keep = false): Tensor {
  const count = axes.reduce((product, axis) => product * shapeOf(x)[axis]!, 1);
  return map((total) => total / count, sum(x, axes, keep));
}`,
  },
  maxAll: {
    needs: ["flat"],
    code: "const maxAll = (x: Tensor): number => flat(x).reduce((a, b) => Math.max(a, b));",
  },
  max: {
    needs: ["over"],
    code: "const max = (x: Tensor, axes: number[], keep = false): Tensor => over(x, axes, (a, b) => Math.max(a, b), keep);",
  },
  minAll: {
    needs: ["flat"],
    code: "const minAll = (x: Tensor): number => flat(x).reduce((a, b) => Math.min(a, b));",
  },
  min: {
    needs: ["over"],
    code: "const min = (x: Tensor, axes: number[], keep = false): Tensor => over(x, axes, (a, b) => Math.min(a, b), keep);",
  },
  logSumExpAll: {
    needs: ["maxAll", "flat"],
    code: `function logSumExpAll(x: Tensor): number {
  const high = maxAll(x);
  return high + Math.log(flat(x).reduce((total, one) => total + Math.exp(one - high), 0));
}`,
  },
  logSumExp: {
    needs: ["max", "sum", "map"],
    code: `function logSumExp(x: Tensor, axes: number[], keep = false): Tensor {
  const powers = map((one, high) => Math.exp(one - high), x, max(x, axes, true));
  return map((total, high) => Math.log(total) + high, sum(powers, axes, keep), max(x, axes, keep));
}`,
  },
  dot: {
    needs: ["Tensor"],
    code: `const dot = (a: Tensor, b: Tensor): number =>
  (a as number[]).reduce((total, one, k) => total + one * (b as number[])[k]!, 0);`,
  },
  matmul: {
    needs: ["map"],
    code: `/** The matrix product; a vector is a row on the left and a column on the right, a stack of matrices is multiplied one by one. */
function matmul(a: Tensor, b: Tensor): Tensor {
  const [p, q] = [rankOf(a), rankOf(b)];
  if (p === 1) return q === 1 ? (matmul([a], b) as Tensor[])[0]! : row(matmul([a], b), q);
  if (p > 2 || q > 2) {
    const length = Math.max(p > 2 ? (a as Tensor[]).length : 1, q > 2 ? (b as Tensor[]).length : 1);
    const part = (one: Tensor, rank: number, other: number, i: number): Tensor =>
      rank < 3 || rank < other ? one : (one as Tensor[])[(one as Tensor[]).length === 1 ? 0 : i]!;
    return Array.from({ length }, (_, i) => matmul(part(a, p, q, i), part(b, q, p, i)));
  }
  const right = b as Tensor[];
  return (a as number[][]).map((left) => {
    if (q === 1) return left.reduce((total, one, k) => total + one * (right as number[])[k]!, 0);
    const out = (right[0] as number[]).map(() => 0);
    left.forEach((one, k) => (right as number[][])[k]!.forEach((other, j) => (out[j] = out[j]! + one * other)));
    return out;
  });
}

function row(x: Tensor, rank: number): Tensor {
  return rank > 2 ? (x as Tensor[]).map((part) => row(part, rank - 1)) : (x as Tensor[])[0]!;
}`,
  },
  transpose: {
    needs: ["Tensor"],
    code: `const transpose = (x: Tensor): Tensor =>
  (x as number[][])[0]!.map((_, j) => (x as number[][]).map((line) => line[j]!));`,
  },
  build: {
    needs: ["Tensor"],
    code: `/** An array from the place of each element. */
function build(shape: number[], element: (place: number[]) => number, place: number[] = []): Tensor {
  if (place.length === shape.length) return element(place);
  return Array.from({ length: shape[place.length]! }, (_, i) => build(shape, element, [...place, i]));
}`,
  },
  pick: {
    needs: ["Tensor"],
    code: "const pick = (x: Tensor, place: number[]): number => place.reduce<Tensor>((part, i) => (part as Tensor[])[i]!, x) as number;",
  },
  permute: {
    needs: ["build", "pick", "shapeOf"],
    code: `function permute(x: Tensor, order: number[]): Tensor {
  const shape = shapeOf(x);
  return build(
    order.map((axis) => shape[axis]!),
    (place) => pick(x, order.map((_, axis) => place[order.indexOf(axis)]!)),
  );
}`,
  },
  stretch: {
    needs: ["build", "pick", "shapeOf"],
    code: `/** x repeated along the axes that it lacks, or where it holds one. */
function stretch(x: Tensor, shape: number[]): Tensor {
  const own = shapeOf(x);
  return build(shape, (place) =>
    pick(x, place.slice(shape.length - own.length).map((i, axis) => (own[axis] === 1 ? 0 : i))),
  );
}`,
  },
  concatenate: {
    needs: ["Tensor"],
    code: `function concatenate(parts: Tensor[], axis: number): Tensor {
  if (axis === 0) return parts.flatMap((part) => part as Tensor[]);
  return (parts[0] as Tensor[]).map((_, i) => concatenate(parts.map((part) => (part as Tensor[])[i]!), axis - 1));
}`,
  },
  Picks: {
    code: "/** What is taken of each axis: one position, or [first, step, count]. */\ntype Picks = (number | [number, number, number])[];",
  },
  at: {
    needs: ["Tensor", "Picks"],
    code: `function at(x: Tensor, [taken, ...rest]: Picks): Tensor {
  if (taken === undefined) return x;
  if (typeof taken === "number") return at((x as Tensor[])[taken]!, rest);
  const [first, step, count] = taken;
  return Array.from({ length: count }, (_, i) => at((x as Tensor[])[first + i * step]!, rest));
}`,
  },
  zeros: {
    needs: ["Tensor"],
    code: `const zeros = ([length, ...rest]: number[]): Tensor =>
  length === undefined ? 0 : Array.from({ length }, () => zeros(rest));`,
  },
  placed: {
    needs: ["Tensor", "Picks", "zeros"],
    code: `/** Zeros, with x where it was taken from. */
function placed(x: Tensor, [taken, ...rest]: Picks, [length, ...shape]: number[]): Tensor {
  if (taken === undefined) return x;
  const out = zeros([length!, ...shape]) as Tensor[];
  if (typeof taken === "number") out[taken] = placed(x, rest, shape);
  else {
    const [first, step, count] = taken;
    for (let i = 0; i < count; i++) out[first + i * step] = placed((x as Tensor[])[i]!, rest, shape);
  }
  return out;
}`,
  },
  gather: {
    needs: ["flat", "reshape"],
    code: `const gather = (x: Tensor, positions: number[], shape: number[]): Tensor =>
  reshape(positions.map((one) => flat(x)[one]!), shape);`,
  },
  scatterAdd: {
    needs: ["flat", "reshape"],
    code: `function scatterAdd(x: Tensor, positions: number[], shape: number[]): Tensor {
  const out: number[] = Array(shape.reduce((a, b) => a * b, 1)).fill(0);
  flat(x).forEach((one, i) => (out[positions[i]!] = out[positions[i]!]! + one));
  return reshape(out, shape);
}`,
  },
  rows: {
    needs: ["Tensor"],
    code: `/** A function of rows of numbers, on each row of the last axis. */
function rows(x: Tensor, each: (row: number[]) => number[]): Tensor {
  const parts = x as Tensor[];
  return Array.isArray(parts[0]) ? parts.map((part) => rows(part, each)) : each(parts as number[]);
}`,
  },
  softmax: {
    needs: ["rows"],
    code: `/** The largest is taken out, so that no power overflows. */
const softmax = (x: Tensor): Tensor =>
  rows(x, (z) => {
    const high = Math.max(...z);
    const powers = z.map((one) => Math.exp(one - high));
    const total = powers.reduce((a, b) => a + b, 0);
    return powers.map((one) => one / total);
  });`,
  },
  logSoftmax: {
    needs: ["rows"],
    code: `const logSoftmax = (x: Tensor): Tensor =>
  rows(x, (z) => {
    const high = Math.max(...z);
    const total = z.reduce((sum, one) => sum + Math.exp(one - high), 0);
    return z.map((one) => one - high - Math.log(total));
  });`,
  },
  alongAxis: {
    needs: ["permute", "shapeOf"],
    code: `/** A function of the last axis, along another one. */
function alongAxis(each: (x: Tensor) => Tensor, x: Tensor, axis: number): Tensor {
  const last = shapeOf(x).length - 1;
  const order = shapeOf(x).map((_, at) => (at === axis ? last : at === last ? axis : at));
  return permute(each(permute(x, order)), order);
}`,
  },
  oneHot: {
    needs: ["Tensor"],
    code: `const oneHot = (labels: Tensor, classes: number): Tensor =>
  Array.isArray(labels)
    ? labels.map((label) => oneHot(label, classes))
    : Array.from({ length: classes }, (_, k) => (k === labels ? 1 : 0));`,
  },
  crossEntropy: {
    needs: ["logSoftmax", "map", "sumAll", "flat", "shapeOf"],
    code: `/** The mean over rows of -log softmax(logits), weighted by the target's distribution. */
function crossEntropy(logits: Tensor, target: Tensor): number {
  const total = sumAll(map((weight, log) => weight * log, target, logSoftmax(logits)));
  const classes = shapeOf(logits).at(-1)!;
  return -total / (flat(logits).length / classes);
}`,
  },
};
