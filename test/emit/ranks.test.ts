import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { exportedOf, models, pythonWith, written } from "./programs.ts";

const torch = pythonWith("torch");

interface Row {
  readonly epoch: number;
  readonly loss: number;
}

/** A port below those that the system gives to callers: there a rank that calls too early could be its own answer. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const server = createServer()
      .on("error", () => resolve(freePort()))
      .listen(port, "127.0.0.1", () => server.close(() => resolve(port)));
  });

function ran(path: string, environment: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(torch!, ["-W", "ignore", path, "--json"], {
      env: { ...process.env, OMP_NUM_THREADS: "1", ...environment },
      timeout: 120_000,
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (part) => (out += part));
    child.stderr.on("data", (part) => (err += part));
    child.on("close", (code) => (code === 0 ? resolve(out) : reject(new Error(err))));
  });
}

async function curve(path: string, ranks: number): Promise<Row[]> {
  const port = await freePort();
  const said = await Promise.all(
    Array.from({ length: ranks }, (_, rank) =>
      ran(
        path,
        ranks === 1
          ? {}
          : {
              RANK: String(rank),
              LOCAL_RANK: String(rank),
              WORLD_SIZE: String(ranks),
              MASTER_ADDR: "127.0.0.1",
              MASTER_PORT: String(port),
              GLOO_SOCKET_IFNAME: "lo",
            },
      ),
    ),
  );
  expect(said.slice(1).every((one) => one === "")).toBe(true);
  return said[0]!
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter((row) => row.epoch !== undefined);
}

const summed = `input X = [[1, 2], [3, 4], [5, 6]], y = [1, 0, 1]
param w[2] = [0.1, -0.2], b = 0.1
loss E = sum((sigmoid(X @ w + b) - y)^2)
train sgd rate=0.05 epochs=5 batch=2`;

const whole = `input x = [1, 2, 4, 3], y = [1, 0, 1, 1]
param w = 0.4, b = 0.1
z = (x - mean(x))/sqrt(mean((x - mean(x))^2) + 0.01)*w + b
loss L = mean((z - y)^2)
train sgd rate=0.1 epochs=5`;

describe.skipIf(!torch)("two ranks give the loss curve of one process with the same global batch", () => {
  const given = [
    ...models.filter((one) => ["batches", "many-points-sigmoid"].includes(one.name)),
    { name: "a-sum-over-rows", source: summed },
    { name: "normalised-over-the-batch", source: whole },
  ];
  for (const model of given) {
    test(model.name, async () => {
      const [path] = await written("torch", [exportedOf(model)]);
      const [alone, together] = [await curve(path!, 1), await curve(path!, 2)];
      expect(together.length).toBe(alone.length);
      expect(alone.length).toBeGreaterThan(2);
      for (const [at, { loss }] of alone.entries())
        expect(Math.abs(together[at]!.loss - loss)).toBeLessThan(1e-4);
    });
  }
});
