import { describe, expect, test } from "vitest";
import { checkFile } from "../../src/check/check.ts";

const head = `xs = [0.5, 1.0, 1.5, 2.0]
ys = [1.1, 1.9, 3.2, 3.9]
w, b = 0.4, 0.1
lr = 0.05
for epoch in range(50):
    loss = 0.0
    dw = 0.0
    db = 0.0
    for x, y in zip(xs, ys):
        e = w * x + b - y
        loss += e * e / len(xs)
        dw += 2 * e * x / len(xs)
        db += 2 * e / len(xs)
`;

/** What a step does besides going down: somewhere it is a number that no gradient is in. */
const right = {
  "a weight is kept above a bound": `${head}    w -= lr * dw
    b -= lr * db
    if w < 0.3:
        w = 0.3
    print(loss)
`,
  "a weight begins anew where the loss is large": `${head}    if loss > 5:
        w = 0.0
        b = 0.0
    else:
        w -= lr * dw
        b -= lr * db
    print(loss)
`,
  "weights begin anew as whole numbers after two passes": `${head}    w -= lr * dw
    b -= lr * db
    if epoch == 1:
        w = 0
        b = 0
    print(loss)
`,
  "a velocity is there only where the loss is large": `${head.replace("lr =", "state = {}\nlr =")}    if loss > 4:
        state["v"] = 0.5 * state.get("v", 0.0) + dw
        w -= lr * state["v"]
    else:
        w -= lr * dw
    b -= lr * db
    print(loss)
`,
  "an exception ends what goes too far": `${head}    if loss > 12:
        raise ValueError("the loss explodes")
    w -= lr * dw
    b -= lr * db
    print(loss)
`,
};

describe("a parameter that a branch sets is judged where the step moves it", () => {
  for (const [name, text] of Object.entries(right)) {
    test(name, () => {
      const { programs, diagnostics } = checkFile("program.py", text);
      expect(diagnostics).toEqual([]);
      expect(programs.map(({ parameters }) => parameters.map(({ path, kind }) => `${path} ${kind}`))).toEqual(
        [["w right", "b right"]],
      );
    });

    test(`${name}, and a sign is wrong`, () => {
      const { diagnostics } = checkFile("program.py", text.replaceAll("b -= lr", "b += lr"));
      expect(diagnostics.map(({ code, fix }) => [code, fix?.verified])).toEqual([["update/sign", true]]);
    });
  }
});
