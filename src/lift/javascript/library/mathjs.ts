/** What nets ask of mathjs: lists and matrices, element by element and as products. */
export const mathjs = `
class Matrix {
  constructor(data) { this._data = data; }
  size() { return size(this._data); }
  toArray() { return this._data; }
  valueOf() { return this._data; }
  clone() { return new Matrix(each(this._data, (x) => x)); }
  get(at) { return at.reduce((rows, one) => rows[one], this._data); }
  set(at, value) {
    at.slice(0, -1).reduce((rows, one) => rows[one], this._data)[at[at.length - 1]] = value;
    return this;
  }
  map(f) { return new Matrix(indexed(this._data, f, [], this)); }
  forEach(f) { indexed(this._data, f, [], this); }
  [Symbol.iterator]() { return this._data[Symbol.iterator](); }
}
const bare = (x) => (x instanceof Matrix ? x._data : x);
const isMatrix = (...all) => all.some((x) => x instanceof Matrix);
const as = (isM, x) => (isM && Array.isArray(x) ? new Matrix(x) : x);
const each = (x, f) => (Array.isArray(x) ? x.map((one) => each(one, f)) : f(x));
const indexed = (x, f, at, whole) =>
  Array.isArray(x) ? x.map((one, k) => indexed(one, f, [...at, k], whole)) : f(x, at, whole);
function both(a, b, f) {
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) {
      if (a.length === 1) return b.map((one) => both(a[0], one, f));
      if (b.length === 1) return a.map((one) => both(one, b[0], f));
      throw new RangeError("Dimension mismatch (" + a.length + " != " + b.length + ")");
    }
    return a.map((one, k) => both(one, b[k], f));
  }
  if (Array.isArray(a)) return a.map((one) => both(one, b, f));
  if (Array.isArray(b)) return b.map((one) => both(a, one, f));
  return f(a, b);
}
const elementwise = (f) => (a, ...rest) =>
  rest.reduce((left, b) => as(isMatrix(left, b), both(bare(left), bare(b), f)), a);
const single = (f) => (a) => as(isMatrix(a), each(bare(a), f));
const size = (x) => (Array.isArray(x) ? [x.length, ...size(x[0])] : []);
const dotOf = (a, b) => a.reduce((sum, one, k) => sum + one * b[k], 0);
const turned = (x) => (Array.isArray(x[0]) ? x[0].map((_, j) => x.map((row) => row[j])) : x);
function product(a, b) {
  if (!Array.isArray(a) || !Array.isArray(b)) return both(a, b, (x, y) => x * y);
  const inner = Array.isArray(a[0]) ? a[0].length : a.length;
  if (inner !== b.length)
    throw new RangeError("Dimension mismatch in multiplication. Columns of A (" + inner + ") must match rows of B (" + b.length + ")");
  if (!Array.isArray(a[0]) && !Array.isArray(b[0])) return dotOf(a, b);
  if (!Array.isArray(a[0])) return turned(b).map((column) => dotOf(a, column));
  if (!Array.isArray(b[0])) return a.map((row) => dotOf(row, b));
  const columns = turned(b);
  return a.map((row) => columns.map((column) => dotOf(row, column)));
}
const flat = (x) => (Array.isArray(x) ? x.flatMap(flat) : [x]);
const filled = ([n, ...rest], f) =>
  Array.from({ length: n }, () => (rest.length > 0 ? filled(rest, f) : f()));
const shapeOf = (args) => flat(args.map(bare)).filter((one) => typeof one === "number");
const made = (value) => (...args) => {
  const shape = shapeOf(args);
  const x = shape.length > 0 ? filled(shape, () => value) : [];
  return args.length > 0 && Array.isArray(args[0]) ? x : new Matrix(x);
};
const random = (a, b, c) => {
  const list = bare(a);
  if (!Array.isArray(list)) return a === undefined ? Math.random() : b === undefined ? Math.random() * a : a + Math.random() * (b - a);
  const [low, high] = c === undefined ? [0, b ?? 1] : [b, c];
  return as(isMatrix(a), filled(list, () => low + Math.random() * (high - low)));
};
const summed = (...args) => flat(args.map(bare)).reduce((sum, one) => sum + one, 0);
function reshaped(items, [n, ...rest]) {
  if (rest.length === 0) return items.slice(0, n);
  const width = items.length / n;
  return Array.from({ length: n }, (_, k) => reshaped(items.slice(k * width, (k + 1) * width), rest));
}
const math = {
  Matrix,
  matrix: (x = []) => new Matrix(bare(x)),
  add: elementwise((x, y) => x + y),
  subtract: elementwise((x, y) => x - y),
  dotMultiply: elementwise((x, y) => x * y),
  dotDivide: elementwise((x, y) => x / y),
  divide: elementwise((x, y) => x / y),
  dotPow: elementwise((x, y) => x ** y),
  pow: elementwise((x, y) => x ** y),
  mod: elementwise((x, y) => x % y),
  larger: elementwise((x, y) => x > y),
  smaller: elementwise((x, y) => x < y),
  multiply: (a, ...rest) => rest.reduce((left, b) => as(isMatrix(left, b), product(bare(left), bare(b))), a),
  dot: (a, b) => dotOf(flat(bare(a)), flat(bare(b))),
  transpose: (x) => as(isMatrix(x), turned(bare(x))),
  map: (x, f) => (isMatrix(x) ? x.map(f) : indexed(x, f, [], x)),
  forEach: (x, f) => { indexed(bare(x), f, [], x); },
  size: (x) => as(isMatrix(x), size(bare(x))),
  zeros: made(0),
  ones: made(1),
  identity: (n) => new Matrix(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)))),
  random,
  randomInt: (a, b) => Math.floor(random(a, b)),
  sum: summed,
  mean: (...args) => summed(...args) / flat(args.map(bare)).length,
  max: (...args) => Math.max(...flat(args.map(bare))),
  min: (...args) => Math.min(...flat(args.map(bare))),
  norm: (x) => Math.sqrt(flat(bare(x)).reduce((sum, one) => sum + one * one, 0)),
  flatten: (x) => as(isMatrix(x), flat(bare(x))),
  reshape: (x, shape) => as(isMatrix(x), reshaped(flat(bare(x)), shape)),
  clone: (x) => as(isMatrix(x), each(bare(x), (one) => one)),
  exp: single(Math.exp), log: single(Math.log), sqrt: single(Math.sqrt), abs: single(Math.abs), sign: single(Math.sign),
  tanh: single(Math.tanh), sin: single(Math.sin), cos: single(Math.cos), cosh: single(Math.cosh), sinh: single(Math.sinh),
  square: single((x) => x * x), cube: single((x) => x * x * x), unaryMinus: single((x) => -x),
  round: single(Math.round), floor: single(Math.floor), ceil: single(Math.ceil),
  pi: Math.PI, e: Math.E, PI: Math.PI, E: Math.E,
  typeOf: (x) => (isMatrix(x) ? "Matrix" : Array.isArray(x) ? "Array" : typeof x),
  config: () => math, create: () => math, all: {},
};
module.exports = math;
`;
