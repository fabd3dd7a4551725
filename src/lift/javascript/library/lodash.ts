/** What nets ask of lodash: lists. */
export const lodash = `
const by = (f) => (typeof f === "function" ? f : f === undefined ? (x) => x : (x) => x[f]);
const values = (list) => (Array.isArray(list) ? list : Object.values(list ?? {}));
const clone = (x) => (Array.isArray(x) ? x.map(clone) : x !== null && typeof x === "object" ? Object.assign(Object.create(Object.getPrototypeOf(x)), Object.fromEntries(Object.entries(x).map(([k, one]) => [k, clone(one)]))) : x);
const _ = {
  range: (a, b, step = 1) => { const [from, to] = b === undefined ? [0, a] : [a, b]; return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_x, k) => from + k * step); },
  times: (n, f = (k) => k) => Array.from({ length: n }, (_x, k) => f(k)),
  map: (list, f) => values(list).map((one, k) => by(f)(one, k)),
  forEach: (list, f) => { values(list).forEach((one, k) => { f(one, k); }); return list; },
  each: (list, f) => { values(list).forEach((one, k) => { f(one, k); }); return list; },
  filter: (list, f) => values(list).filter(by(f)),
  reduce: (list, f, first) => values(list).reduce((sum, one, k) => f(sum, one, k), first),
  sum: (list) => values(list).reduce((sum, one) => sum + one, 0),
  sumBy: (list, f) => values(list).reduce((sum, one) => sum + by(f)(one), 0),
  mean: (list) => _.sum(list) / list.length,
  meanBy: (list, f) => _.sumBy(list, f) / list.length,
  zip: (...lists) => Array.from({ length: Math.max(...lists.map((one) => one.length)) }, (_x, k) => lists.map((one) => one[k])),
  zipWith: (...args) => { const f = args[args.length - 1]; return _.zip(...args.slice(0, -1)).map((one) => f(...one)); },
  zipObject: (keys, list) => Object.fromEntries(keys.map((key, k) => [key, list[k]])),
  flatten: (list) => list.flat(),
  flattenDeep: (list) => list.flat(50),
  chunk: (list, size = 1) => _.range(0, list.length, size).map((k) => list.slice(k, k + size)),
  shuffle: (list) => [...list],
  sample: (list) => list[Math.floor(Math.random() * list.length)],
  random: (a = 1, b, isFloat) => { const [low, high] = typeof b === "number" ? [a, b] : [0, a]; const x = low + Math.random() * (high - low); return isFloat || b === true || low % 1 !== 0 || high % 1 !== 0 ? x : Math.floor(low + Math.random() * (high - low + 1)); },
  max: (list) => Math.max(...list),
  min: (list) => Math.min(...list),
  maxBy: (list, f) => list.reduce((best, one) => (best === undefined || by(f)(one) > by(f)(best) ? one : best), undefined),
  minBy: (list, f) => list.reduce((best, one) => (best === undefined || by(f)(one) < by(f)(best) ? one : best), undefined),
  sortBy: (list, f) => [...list].sort((a, b) => by(f)(a) - by(f)(b)),
  uniq: (list) => [...new Set(list)],
  first: (list) => list[0], head: (list) => list[0], last: (list) => list[list.length - 1],
  initial: (list) => list.slice(0, -1), tail: (list) => list.slice(1), take: (list, n = 1) => list.slice(0, n), drop: (list, n = 1) => list.slice(n),
  clone: (x) => (Array.isArray(x) ? [...x] : { ...x }),
  cloneDeep: clone,
  fill: (list, x) => list.fill(x),
  concat: (list, ...rest) => list.concat(...rest),
  identity: (x) => x, noop: () => {}, constant: (x) => () => x,
  isArray: Array.isArray, isNumber: (x) => typeof x === "number", isFunction: (f) => typeof f === "function", isUndefined: (x) => x === undefined,
  keys: Object.keys, values, entries: Object.entries, toPairs: Object.entries, assign: Object.assign, extend: Object.assign,
  defaults: (x, ...rest) => Object.assign(x, ...[...rest].reverse(), { ...x }),
  clamp: (x, low, high) => Math.min(Math.max(x, low), high), round: (x, n = 0) => Math.round(x * 10 ** n) / 10 ** n,
  multiply: (a, b) => a * b, add: (a, b) => a + b, subtract: (a, b) => a - b,
};
module.exports = _;
`;
