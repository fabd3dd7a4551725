/** How the learning rate changes over a run. */
export interface Schedule {
  readonly kind: "constant" | "step" | "cosine";
  /** So many updates lead up to the full rate, in a straight line. */
  readonly warmup?: number;
  /** step: after so many epochs the rate is multiplied by `drop`. */
  readonly every?: number;
  readonly drop?: number;
}

/**
 * The rate's factor at an update, from 0. `whole` is the number of updates of the run, `perEpoch` of one epoch. cosine
 * goes from 1 to 0 along half a wave (Loshchilov and Hutter, 2017).
 */
export function rateFactor(
  { kind, warmup = 0, every = 10, drop = 0.1 }: Schedule,
  update: number,
  whole: number,
  perEpoch: number,
): number {
  if (update < warmup) return (update + 1) / warmup;
  if (kind === "step") return drop ** Math.floor(update / perEpoch / every);
  if (kind === "constant") return 1;
  const done = (update - warmup) / Math.max(1, whole - warmup);
  return (1 + Math.cos(Math.PI * Math.min(1, done))) / 2;
}
