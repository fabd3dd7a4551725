import { array, descend, shortest, spaced } from "chainrule";
import { agree, section } from "./section.ts";

export default section(import.meta.url, "Gradient descent", (print) => {
  oneParameter(print);
  twoParameters(print);
});

/** The lowest point of f(x) = x², from x = 4. */
function oneParameter(print: (line: string) => void): void {
  const f = (x: number): number => x ** 2;
  const slope = (x: number): number => 2 * x;

  let x = 4.0;
  const rate = 0.2;
  print(`Starting gradient descent with x = ${shortest(x)} and gradient = ${shortest(slope(x))}`);

  const path = [{ x }];
  for (let i = 1; i <= 20; i++) {
    const before = slope(x);
    x -= rate * before;
    path.push({ x });
    print(`Iteration ${i}: x = ${spaced(x, 4)}, f(x) = ${spaced(f(x), 4)}`);
    // The size of the slope: without it a start at x = −4 would stop at once
    if (Math.abs(before) < 0.01) {
      print("\n        Stopping early: f'(x) < 0.01");
      print(`        Optimal value of x: ${spaced(x, 4)}\n        `);
      break;
    }
  }

  const descent = descend("x^2", { start: { x: 4 }, rate: 0.2, iterations: 20, stop: "gradient < 0.01" });
  agree(
    path,
    descent.path.map((entry) => entry.point),
  );
}

/** The lowest point of f(x, y) = x² + 3y², from (4, −4). */
function twoParameters(print: (line: string) => void): void {
  const f = (x: number, y: number): number => x ** 2 + 3 * y ** 2;
  const slopes = (x: number, y: number): [number, number] => [2 * x, 6 * y];

  let [x, y] = [4.0, -4.0];
  const rate = 0.2;
  print(`Starting with (x, y) = (${shortest(x)}, ${shortest(y)}) and gradient = ${array(slopes(x, y))}`);

  const path = [{ x, y }];
  for (let i = 1; i <= 20; i++) {
    const [dx, dy] = slopes(x, y);
    x -= rate * dx;
    y -= rate * dy;
    path.push({ x, y });
    print(`Iteration ${i}: x = ${spaced(x, 4)}, y = ${spaced(y, 4)}, f(x, y) = ${spaced(f(x, y), 4)}`);
    if (Math.abs(dx) < 0.01 && Math.abs(dy) < 0.01) {
      print("\n        Stopping early: f'(x) < 0.01 & f'(y) < 0.01  ");
      print(`        Optimal value of x, y is (${spaced(x, 4)}, ${spaced(y, 4)})\n        `);
      break;
    }
  }

  const descent = descend("x^2 + 3*y^2", {
    start: { x: 4, y: -4 },
    rate: 0.2,
    iterations: 20,
    stop: "gradient < 0.01",
  });
  agree(
    path,
    descent.path.map((entry) => entry.point),
  );
}
