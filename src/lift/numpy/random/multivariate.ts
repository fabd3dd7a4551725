import { fromData, type Ndarray } from "../array.ts";
import { svd } from "../decompositions.ts";
import { shapeText, valueError } from "../failure.ts";

/**
 * The matrix that makes draws of a covariance from independent ones: its rows are the principal axes, each times the
 * square root of its variance. Of two variables, and of those that vary apart, the axes point as LAPACK's do, so that
 * the draws are NumPy's to the last digits; of more, an axis may point the other way.
 */
export function axesOf(covariance: Ndarray): Ndarray {
  const [n, m] = covariance.shape;
  if (covariance.rank !== 2 || n !== m)
    throw valueError(`cov must be 2 dimensional and square, not ${shapeText(covariance.shape)}`);
  const { s, vt } = svd(covariance);
  const [deviations, axes] = [s.values().map(Math.sqrt), vt.values().slice()];
  const signs = n === 2 ? signsOfTwo(covariance.values(), axes) : axes.map(() => 1);
  const scaled = axes.map((one, at) => one * deviations[Math.floor(at / n!)]! * signs[Math.floor(at / n!)]!);
  return fromData(scaled, [n!, n!], "float64");
}

/**
 * How the right singular vectors of a symmetric matrix of two rows point: as after a Householder reflection and one
 * rotation (Anderson et al., LAPACK Users' Guide, dgebrd and dlasv2).
 */
function signsOfTwo([a, b, , d]: ArrayLike<number> & Iterable<number>, axes: Float64Array): [number, number] {
  if (b === 0) return [1, 1];
  const length = Math.hypot(a!, b!);
  const f = -Math.sign(a! || 1) * length;
  const g = (-Math.sign(a! || 1) * b! * (a! + d!)) / length;
  const h = (a! * d! - b! * b!) / length;
  const isSwapped = Math.abs(h) > Math.abs(f);
  const [ft, ht] = isSwapped ? [h, f] : [f, h];
  const m = g / ft;
  const l = (Math.abs(ft) - Math.abs(ht)) / Math.abs(ft);
  const t = 2 - l;
  const s = Math.hypot(t, m);
  const r = Math.hypot(l, m);
  const half = 0.5 * (s + r);
  const tangent = (m / (s + t) + m / (r + l)) * (1 + half);
  const size = Math.hypot(tangent, 2);
  const [crt, srt] = [2 / size, tangent / size];
  const [clt, slt] = [(crt + srt * m) / half, ((ht / ft) * srt) / half];
  const [csl, snl, csr, snr] = isSwapped ? [srt, crt, slt, clt] : [clt, slt, crt, srt];
  const largest = Math.abs(g) > Math.abs(ft) ? snr * csl * g : isSwapped ? snr * snl * h : csr * csl * f;
  const first = Math.sign(largest);
  const second = first * Math.sign(f) * Math.sign(h || 1);
  const along = (x: number, y: number, k: number): number =>
    Math.sign(x * axes[2 * k]! + y * axes[2 * k + 1]!) || 1;
  return [first * along(csr, snr, 0), second * along(-snr, csr, 1)];
}
