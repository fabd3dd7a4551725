/**
 * The error function, to a few units in the last place.
 * Near 0 the series 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (2n+1)!!, whose terms all have one sign (DLMF 7.6.2);
 * further out 1 − erfc(x) by the continued fraction of DLMF 7.9.1, read from its far end.
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x) || size > 6) return Math.sign(x);
  if (size > 2.5) return Math.sign(x) * (1 - erfcTail(size));
  let term = x;
  let total = x;
  for (let n = 1; Math.abs(term) > Math.abs(total) * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    total += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}

function erfcTail(x: number): number {
  let fraction = x;
  for (let k = 60; k > 0; k--) fraction = x + k / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}
