import type { ComponentChildren } from "preact";

/** Two axes with a few round ticks, and what is drawn between them. */

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly log?: boolean;
}

export const room = { left: 52, right: 14, top: 12, bottom: 34 };

export interface Scales {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly valueX: (place: number) => number;
  readonly valueY: (place: number) => number;
}

export function scales({ width, height, x, y, log }: Frame): Scales {
  const [w, h] = [width - room.left - room.right, height - room.top - room.bottom];
  const own = log ? Math.log10 : (value: number) => value;
  const [low, high] = [own(y[0]), own(y[1])];
  return {
    x: (value) => room.left + ((value - x[0]) / (x[1] - x[0] || 1)) * w,
    y: (value) => room.top + h - ((own(value) - low) / (high - low || 1)) * h,
    valueX: (place) => x[0] + ((place - room.left) / w) * (x[1] - x[0]),
    valueY: (place) => y[0] + ((room.top + h - place) / h) * (y[1] - y[0]),
  };
}

/** At most about six round numbers of a range. */
export function ticks([low, high]: readonly [number, number], isWhole = false): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const rough = span / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough)!;
  const size = isWhole ? Math.max(1, Math.ceil(step)) : step;
  const found: number[] = [];
  for (let at = Math.ceil(low / size - 1e-9); at * size <= high + size * 1e-9; at++) found.push(at * size);
  return found;
}

const raised = (digits: string): string =>
  digits.replace(/[-\d]/g, (one) => (one === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(one)]!));

/** A number beside an axis; a very large or small one by its power of ten. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-4)) {
    const [mantissa, exponent = "0"] = value.toExponential(1).split("e");
    const power = `10${raised(String(Number(exponent)))}`;
    return mantissa === "1.0" ? power : `${Number(mantissa)}·${power}`.replace(/^-/, "−");
  }
  return String(Number(value.toPrecision(6)))
    .replace(/-/g, "−")
    .slice(0, 9);
}

/** Powers of ten in a range of them, a handful at most. */
export function powersIn([low, high]: readonly [number, number]): number[] {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const every = Math.max(1, Math.ceil((last - first) / 6));
  const found: number[] = [];
  for (let power = first; power <= last; power += every) found.push(10 ** power);
  return found;
}

export function Axes({
  frame,
  labels,
  isWhole = false,
  yTicks,
}: {
  frame: Frame;
  labels: readonly [ComponentChildren, ComponentChildren];
  isWhole?: boolean;
  yTicks?: readonly number[];
}) {
  const at = scales(frame);
  const { width, height } = frame;
  const [bottom, right] = [height - room.bottom, width - room.right];
  return (
    <g class="axes" aria-hidden="true">
      {ticks(frame.x, isWhole).map((one) => (
        <g key={one}>
          <line x1={at.x(one)} x2={at.x(one)} y1={room.top} y2={bottom} />
          <text x={at.x(one)} y={bottom + 16} text-anchor="middle">
            {tickText(one)}
          </text>
        </g>
      ))}
      {(yTicks ?? ticks(frame.y)).map((one) => (
        <g key={one}>
          <line x1={room.left} x2={right} y1={at.y(one)} y2={at.y(one)} />
          <text x={room.left - 7} y={at.y(one) + 4} text-anchor="end">
            {tickText(one)}
          </text>
        </g>
      ))}
      <text class="label" x={right} y={height - 4} text-anchor="end">
        {labels[0]}
      </text>
      <text class="label" x={4} y={room.top + 2} dominant-baseline="hanging">
        {labels[1]}
      </text>
    </g>
  );
}
