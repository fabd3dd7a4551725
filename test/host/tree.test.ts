import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { treeOf } from "../../src/host/tree.ts";

const top = mkdtempSync(join(tmpdir(), "chainrule-tree-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));
const file = (path: string, text = path): void => {
  mkdirSync(join(top, path, ".."), { recursive: true });
  writeFileSync(join(top, path), text);
};
file("secret.py");
file("work/main.py");
file("work/nets/layers.py");
file("package/__init__.py");
file("package/sub/__init__.py");
file("package/sub/train.py");
file("package/model.py");
file("work/binary.py", "\0");
file("work/large.py", "#".repeat(2_100_000));
symlinkSync(join(top, "secret.py"), join(top, "work/link.py"));
symlinkSync(top, join(top, "work/up"));
symlinkSync(join(top, "work/nets"), join(top, "work/inside"));

describe("a program's tree", () => {
  const { path, read } = treeOf(join(top, "work/main.py"));

  test("is the program's folder, and what lies in it", () => {
    expect(path).toBe("main.py");
    expect(read("nets/layers.py")).toEqual({
      path: join(top, "work/nets/layers.py"),
      text: "work/nets/layers.py",
    });
    expect(read("inside/layers.py")?.text).toBe("work/nets/layers.py");
  });

  for (const outside of [
    "../secret.py",
    "nets/../../secret.py",
    "link.py",
    "up/secret.py",
    "gone.py",
    "nets",
    "",
    "binary.py",
    "large.py",
    "main.py/x.py",
    "a\0b.py",
  ])
    test(`does not reach ${JSON.stringify(outside)}`, () => expect(read(outside)).toBeUndefined());

  test("of a package holds the whole package by its name, and nothing beside it", () => {
    const tree = treeOf(join(top, "package/sub/train.py"));
    expect(tree.path).toBe("package/sub/train.py");
    expect(tree.read("package/model.py")?.text).toBe("package/model.py");
    expect(tree.read("secret.py")).toBeUndefined();
    expect(tree.read("work/main.py")).toBeUndefined();
  });

  test("of a given folder is that folder", () => {
    const tree = treeOf(join(top, "work/nets/layers.py"), join(top, "work"));
    expect(tree.path).toBe("nets/layers.py");
    expect(tree.read("main.py")?.text).toBe("work/main.py");
  });
});
