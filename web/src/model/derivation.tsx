import { signal } from "@preact/signals";
import type { ViewDerivative, ViewFactor } from "chainrule/view";
import { edge, focus, isEdgeLit, node, pointing } from "../link.ts";
import { Maths, signed } from "../maths.tsx";
import { view } from "../state.ts";
import { current } from "../steps.ts";

const chosen = signal<string | null>(null);

/** The chain rule: a parameter's whole way from the loss, factor by factor, and every step that it is built of. */
export function Derivation() {
  const shown = view.value;
  if (!shown) return null;
  const { paths, steps, nodes } = shown;
  const parameters = nodes.filter((one) => one.role === "parameter");
  const names = (
    paths.length > 0 ? paths : steps.filter((one) => parameters.some(({ id }) => id === one.quantity))
  ).map((one) => one.quantity);
  const wanted = names.includes(chosen.value ?? "") ? chosen.value! : names[0];
  const path = paths.find((one) => one.quantity === wanted);
  const step = steps.find((one) => one.quantity === wanted);
  return (
    <section class="card derivation" aria-labelledby="derivation-title">
      <header>
        <h2 id="derivation-title">Derivation</h2>
        <div class="choice" role="group" aria-label="Derivative by">
          {names.map((name) => (
            <button
              type="button"
              key={name}
              aria-pressed={name === wanted}
              aria-label={`by ${name}`}
              onClick={() => (chosen.value = name)}
              {...pointing(node(name))}
            >
              <Maths latex={nodes.find((one) => one.id === name)?.latex ?? name} />
            </button>
          ))}
        </div>
      </header>
      {names.length === 0 && <p class="soft">No parameter reaches the loss. Declare one: param w = 0.1</p>}
      {(path ?? step) && <Whole derivative={(path ?? step)!} />}
      {steps.length > 0 && (
        <details class="all-steps" open>
          <summary>Every step, from the loss down</summary>
          <ol>
            {steps.map((one) => (
              <StepLine key={one.quantity} derivative={one} />
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}

/** The product that leads from the loss to one parameter, each factor with its number. */
function Whole({ derivative: { name, terms, result, value, quantity } }: { derivative: ViewDerivative }) {
  return (
    <div class="whole">
      <div class="product">
        <span class="tile head" data-lit={focus.value?.kind === "node" && focus.value.id === quantity}>
          <Maths latex={name} />
        </span>
        {terms.map((term, k) => (
          <span class="term" key={k}>
            <span class="sign">{k === 0 ? "=" : "+"}</span>
            {term.map((factor, j) => (
              <span class="with" key={j}>
                {j > 0 && <span class="sign">·</span>}
                <Factor factor={factor} />
              </span>
            ))}
          </span>
        ))}
      </div>
      <p class="sum">
        {terms.flat().length > 1 && (
          <>
            <span class="sign">=</span> <Maths latex={result} />{" "}
          </>
        )}
        <span class="sign">=</span> <b>{signed(value.text)}</b>
      </p>
    </div>
  );
}

function Factor({ factor }: { factor: ViewFactor }) {
  const { from, to, latex, name, value } = factor;
  const target = from === undefined ? node(to) : edge(from, to);
  const isLit =
    from === undefined ? focus.value?.kind === "node" && focus.value.id === to : isEdgeLit(from, to);
  const said = from === undefined ? `the adjoint of ${to}` : `d ${to} by d ${from}`;
  return (
    <button
      type="button"
      class="tile"
      data-factor={from === undefined ? to : `${from} ${to}`}
      data-lit={isLit}
      aria-label={`${said}, ${value.text}`}
      {...pointing(target)}
    >
      <span class="which" aria-hidden="true">
        <Maths latex={name} />
      </span>
      <Maths latex={latex} />
      <span class="number">{signed(value.text)}</span>
    </button>
  );
}

function StepLine({ derivative: { quantity, name, terms, result, value } }: { derivative: ViewDerivative }) {
  const isNow = current.value?.kind === "backward" && current.value.node.id === quantity;
  const isLit = focus.value?.kind === "node" && focus.value.id === quantity;
  const chained = terms.some((term) => term.length > 1);
  return (
    <li data-step={quantity} data-lit={isLit || isNow}>
      <span>
        <Maths latex={name} />
      </span>
      <span>
        {chained && (
          <>
            <span class="sign">=</span>
            {terms.map((term, k) => (
              <span key={k}>
                {k > 0 && <span class="sign">+</span>}
                {term.map((factor, j) => (
                  <span key={j}>
                    {j > 0 && <span class="sign">·</span>}
                    <Small factor={factor} />
                  </span>
                ))}
              </span>
            ))}
          </>
        )}
      </span>
      <span>
        <span class="sign">=</span>
        {chained || terms.length !== 1 ? (
          <Maths latex={result} />
        ) : (
          <Small factor={terms[0]![0]!} text={result} />
        )}
      </span>
      <span>
        <span class="sign">=</span>
        <b>{signed(value.text)}</b>
      </span>
    </li>
  );
}

/** A factor in a line of the derivation. */
function Small({ factor, text }: { factor: ViewFactor; text?: string }) {
  const { from, to, name, value } = factor;
  const target = from === undefined ? node(to) : edge(from, to);
  const isLit =
    from === undefined ? focus.value?.kind === "node" && focus.value.id === to : isEdgeLit(from, to);
  const said = from === undefined ? `the adjoint of ${to}` : `d ${to} by d ${from}`;
  return (
    <button
      type="button"
      class="small"
      data-lit={isLit}
      aria-label={`${said}, ${value.text}`}
      {...pointing(target)}
    >
      <Maths latex={text ?? name} />
    </button>
  );
}
