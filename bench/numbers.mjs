/** The same numbers in every language: a linear congruential generator of 31 bits, as uniform numbers in [0, 1). */
export function generator(seed) {
  let state = seed;
  return () => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) / 2147483648;
}

/** Inputs, targets and starting parameters of a task. */
export function numbersOf({ layers, batch, loss }) {
  const next = generator(42);
  const fill = (count, make) => Float32Array.from({ length: count }, make);
  const X = fill(batch * layers[0], next);
  const classes = layers[layers.length - 1];
  const y = fill(batch, () => (loss === "entropy" ? Math.floor(next() * classes) : next()));
  const weights = layers.slice(1).map((width, k) => {
    const scale = Math.sqrt(6 / (layers[k] + width));
    return fill(layers[k] * width, () => (next() * 2 - 1) * scale);
  });
  return { X, y, weights };
}

/** Steps before the loss is compared, and the repeated, timed steps after. */
export const checked = 5;

/** The median time of a step in milliseconds: a warm-up, then steps in bundles of about 20 ms, for about `seconds`. */
export async function timed(step, seconds = 0.7) {
  const once = async (count) => {
    const begun = performance.now();
    for (let k = 0; k < count; k++) await step();
    return performance.now() - begun;
  };
  const warm = performance.now() + 400;
  let last = 0;
  for (let k = 0; k < 3 || performance.now() < warm; k++) last = await once(1);
  const count = Math.max(1, Math.round(20 / Math.max(0.001, last)));
  const times = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end || times.length < 3) times.push((await once(count)) / count);
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}
