import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pythonLoop } from "../fixtures/python-loop.ts";

const root = new URL("../../", import.meta.url).pathname;
const client = new Client({ name: "test", version: "1" });

beforeAll(async () => {
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [`${root}dist/cli.js`, "mcp"] }),
  );
});
afterAll(() => client.close());

interface Answer {
  readonly content: readonly { readonly text: string }[];
  readonly structuredContent?: Record<string, never>;
  readonly isError?: boolean;
}
const call = async (name: string, given: Record<string, unknown>): Promise<Answer> =>
  (await client.callTool({ name, arguments: given })) as unknown as Answer;

describe("chainrule mcp, by the SDK's own client", () => {
  test("lists its tools with schemas", async () => {
    const { tools } = await client.listTools();
    expect(tools.map((one) => one.name).sort()).toEqual(["check", "derive", "diff", "train"]);
    for (const { inputSchema, description } of tools) {
      expect(inputSchema.type).toBe("object");
      expect(description!.length).toBeGreaterThan(40);
    }
    const check = tools.find((one) => one.name === "check")!;
    expect(check.inputSchema.required).toEqual(["code"]);
    expect(client.getInstructions()).toContain("check");
  });

  test("check finds the missing factor, and nothing where there is none", async () => {
    const wrong = await call("check", { code: pythonLoop("(z - y)*w") });
    expect(wrong.isError).toBeUndefined();
    expect(wrong.content[0]!.text).toContain("6:");
    expect(wrong.structuredContent!.summary).toMatchObject({ right: 1, wrong: 1 });
    const right = await call("check", { code: pythonLoop("(z - y)*x"), language: "python" });
    expect(right.structuredContent!.summary).toMatchObject({ right: 2, wrong: 0 });
    const script = await call("check", {
      language: "typescript",
      code: "let w = 0.3;\nfor (let i = 0; i < 9; i++) {\n  const loss = 0.5 * (w * 2 - 1) ** 2;\n  w -= 0.1 * (w * 2 - 1) * 2;\n}\n",
    });
    expect(script.structuredContent!.summary).toMatchObject({ right: 1 });
  });

  test("diff, derive and train answer with data", async () => {
    const diff = await call("diff", { expression: "x^2 + 3*y^2", wrt: ["y"] });
    expect(diff.structuredContent).toMatchObject({ version: 1, derivatives: [{ wrt: "y", text: "6*y" }] });
    const model = "input x = 2, y = 5\nparam w = 0.5, b = 1\ny_hat = w*x + b\nloss L = (y_hat - y)^2/2";
    const derive = await call("derive", { model, wrt: ["w"] });
    expect(derive.content[0]!.text).toContain("dL/dw = dL/dy_hat * dy_hat/dw");
    expect(derive.structuredContent!.derivatives).toEqual(
      expect.arrayContaining([expect.objectContaining({ wrt: "w", value: { data: [-6] } })]),
    );
    const train = await call("train", { model, rate: 0.1, epochs: 200, stop: "L < 0.01" });
    expect(train.structuredContent!.stopped).toEqual({ epoch: 6, reason: "L < 0.01" });
    expect(train.structuredContent!.epochs).toHaveLength(5);
  });

  test.each([
    ["diff", { expression: "2x" }, /implicit|write 2\*x|1:2/i],
    ["diff", {}, /expression/],
    ["diff", { expression: "x", wrt: "x" }, /wrt/],
    ["derive", { model: "param w = 1\nloss L = w^2", wrt: ["q"] }, /no quantity q/],
    ["derive", { model: "loss L = (1" }, /1:/],
    ["train", { model: "param w = 1\nloss L = w^2", rate: -1 }, /rate/],
    ["train", { model: "param w = 1\nloss L = w^2", epochs: 1e9 }, /epochs/],
    [
      "train",
      { model: 'data X, y = "/etc/passwd"\nparam w = 1\nloss L = mean(w*X)' },
      /data files cannot be read here/,
    ],
    ["check", { code: "" }, /code/],
    ["check", { code: "x = 1", language: "cobol" }, /language/],
    ["check", { code: "x = 1", loss: "a b" }, /loss/],
    ["delete", {}, /delete/],
  ])("%s %j is refused with a reason", async (name, given, reason) => {
    const answer = await call(name, given).catch((failure: Error) => ({
      isError: true,
      content: [{ text: failure.message }],
    }));
    expect(answer.isError).toBe(true);
    expect(answer.content[0]!.text).toMatch(reason);
  });

  test("a program without an end ends", async () => {
    const answer = await call("check", { code: "while True:\n    pass\n" });
    expect(answer.content[0]!.text).toContain("steps");
  });
});
