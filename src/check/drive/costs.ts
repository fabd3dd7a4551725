import type { Span } from "../../base/span.ts";
import type { Callable } from "./callable.ts";
import { callText, isData, isTarget, type Layout } from "./layout.ts";

const weights = /^(W|w|theta|weights?|params|parameters|coef|beta)$/;
const cost = /^(loss|cost|J|L|error|obj|objective|f)$/i;
const gradient = /^(d_?(W|w|theta)|grads?|gradients?|dJ\w*|dL\w*|g)$/;

/** Steps along what a function of weights and data hands back beside its cost: `loss, dW = svm_loss(W, X, y, reg)`. */
export function* costFunctions(
  functions: readonly Callable[],
  layout: Layout,
): Generator<{ readonly source: string; readonly span: Span }> {
  for (const one of functions) {
    const [value = "", slope = ""] = one.results;
    const own = one.parameters.find(({ name }) => weights.test(name))?.name;
    const hasData =
      one.parameters.some(({ name }) => isData(name)) && one.parameters.some(({ name }) => isTarget(name));
    if (one.results.length !== 2 || !own || !hasData) continue;
    if (!cost.test(value) || !gradient.test(slope)) continue;
    const call = callText(one.callee, one.parameters, layout, new Map([[own, "_weights"]]));
    if (!call) continue;
    const { inputs, outputs } = layout;
    for (const shape of outputs > 1
      ? [`${inputs}, ${outputs}`, `${outputs}, ${inputs}`]
      : [`${inputs}, 1`, `${inputs}`])
      yield {
        span: one.span,
        source: `_weights = _rng.randn(${shape}) * 0.1
for _step in range(3):
    loss, _gradient = ${call}
    _weights = _weights - _rate * _gradient
`,
      };
  }
}
