import { isNodeLit, node, pointing } from "../link.ts";
import { Maths, signed } from "../maths.tsx";
import { epoch, training, view } from "../state.ts";
import { known } from "../steps.ts";

const mostColumns = 40;

/** From one column's head to the next by the arrows; Tab stops at the first alone. */
function toNeighbour(event: KeyboardEvent): void {
  const own = event.currentTarget as HTMLElement;
  const next =
    event.key === "ArrowRight"
      ? own.nextElementSibling
      : event.key === "ArrowLeft"
        ? own.previousElementSibling
        : null;
  if (!(next instanceof HTMLElement) || next.dataset.column === undefined) return;
  event.preventDefault();
  next.focus();
}

/** The trace: a column for each quantity, its value and its adjoint, and what training has made of the parameters. */
export function Numbers() {
  const shown = view.value;
  if (!shown) return null;
  const columns = shown.nodes
    .filter((one) => one.role !== "group" && one.role !== "operation")
    .slice(0, mostColumns);
  // of layers there are no single numbers
  if (columns.length === 0) return null;
  const rows = training.value?.parameters ?? [];
  const losses = training.value?.losses ?? [];
  const { forward, backward } = known.value;
  const isTable = rows.some((row) => Object.keys(row).length > 0);
  const picked = pick(rows.length);
  return (
    <section class="card numbers" aria-labelledby="numbers-title">
      <header>
        <h2 id="numbers-title">Trace</h2>
        <p class="soft">
          {epoch.value === null ? "at the values of the text" : `after ${epoch.value} epochs`}
        </p>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <div class="scroll" tabIndex={0} role="region" aria-label="Trace of values and adjoints">
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span class="sr-only">Quantity</span>
              </th>
              {columns.map((one, at) => (
                <th
                  scope="col"
                  key={one.id}
                  data-column={one.id}
                  data-lit={isNodeLit(one.id)}
                  tabIndex={at === 0 ? 0 : -1}
                  onKeyDown={toNeighbour}
                  {...pointing(node(one.id))}
                >
                  <span class="sr-only">{one.id}</span>
                  <span aria-hidden="true">
                    <Maths latex={one.latex} />
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">value</th>
              {columns.map((one) => (
                <td key={one.id} data-lit={isNodeLit(one.id)} {...pointing(node(one.id))}>
                  {forward.has(one.id) ? signed(one.value?.text ?? "") : "·"}
                </td>
              ))}
            </tr>
            <tr class="adjoints">
              <th scope="row">adjoint ∂</th>
              {columns.map((one) => (
                <td key={one.id} data-lit={isNodeLit(one.id)} {...pointing(node(one.id))}>
                  {backward.has(one.id) ? signed(one.adjoint?.text ?? "") : "·"}
                </td>
              ))}
            </tr>
            {isTable &&
              picked.map((at) => (
                <tr key={at} class="epoch" data-now={epoch.value === at}>
                  <th scope="row">
                    <button type="button" class="link" onClick={() => (epoch.value = at)}>
                      epoch {at}
                    </button>
                  </th>
                  {columns.map((one) => {
                    const value = one.role === "loss" ? losses[at] : rows[at]?.[one.id];
                    return (
                      <td key={one.id} data-lit={isNodeLit(one.id)}>
                        {value === undefined ? "" : signed(value.toPrecision(4))}
                      </td>
                    );
                  })}
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** A few epochs, the first and the last among them. */
function pick(count: number): number[] {
  if (count <= 1) return [];
  const most = 6;
  if (count <= most) return Array.from({ length: count }, (_, at) => at);
  return [...new Set(Array.from({ length: most }, (_, at) => Math.round(((count - 1) * at) / (most - 1))))];
}
