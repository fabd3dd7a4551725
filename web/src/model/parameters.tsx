import { node, pointing } from "../link.ts";
import { Maths, signed } from "../maths.tsx";
import { epoch, held, restate, short, title, view } from "../state.ts";

/** How far a slider goes: it does not shrink under the hand that drags it. */
const reaches = new Map<string, number>();
function reachOf(name: string, value: number): number {
  const key = `${title.value} ${name}`;
  const least = Math.max(2, 2 ** Math.ceil(Math.log2(Math.abs(value) + 0.01) + 0.1));
  const reach = Math.max(least, reaches.get(key) ?? 0);
  reaches.set(key, reach);
  return reach;
}

/** The numbers of the text as sliders: what they are dragged to is written into the text. */
export function Sliders() {
  const shown = view.value;
  if (!shown) return null;
  const own = shown.nodes.filter(
    (one) => (one.role === "parameter" || one.role === "input") && shown.numbers[one.id]?.length === 1,
  );
  if (own.length === 0) return null;
  return (
    <section class="card sliders" aria-labelledby="sliders-title">
      <header>
        <h2 id="sliders-title">Parameters and inputs</h2>
      </header>
      {own.map((one) => {
        const stated = shown.numbers[one.id]![0]!;
        const value =
          held.value.get(`${one.id} 0`) ??
          (epoch.value === null ? stated.value : (one.value?.data?.[0] ?? stated.value));
        const reach = reachOf(one.id, value);
        return (
          <label key={one.id} class={one.role} title={one.id} {...pointing(node(one.id))}>
            <span class="name">
              <Maths latex={one.latex} />
            </span>
            <input
              type="range"
              min={-reach}
              max={reach}
              step={reach / 200}
              value={value}
              aria-label={one.id}
              aria-valuetext={short(value)}
              onInput={(event) =>
                restate([{ name: one.id, at: 0, value: Number(event.currentTarget.value) }])
              }
            />
            <output>{signed(short(value))}</output>
          </label>
        );
      })}
    </section>
  );
}
