import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { distinct, rewriteAll } from "../../src/host/files.ts";

const place = mkdtempSync(join(tmpdir(), "chainrule-rewrite-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(place, name), text);
  return join(place, name);
};

test("all files are rewritten, with their byte order mark", () => {
  const [a, b] = [file("a.py", "a"), file("b.py", "\uFEFFb")];
  expect(
    rewriteAll([
      { path: a, before: "a", after: "A" },
      { path: b, before: "b", after: "B" },
    ]),
  ).toBeUndefined();
  expect([a, b].map((path) => readFileSync(path, "utf8"))).toEqual(["A", "\uFEFFB"]);
});

test("or none: where one has changed, is gone, or cannot be written beside", () => {
  const a = file("a.py", "a");
  const bad: Record<string, string> = {
    [file("changed.py", "other")]: "this file has changed since it was read",
    [join(place, "gone.py")]: "there is no such file",
    [file("blocked.py", "b")]: "this is a directory, not a file",
  };
  mkdirSync(join(place, `.blocked.py.${process.pid}`));
  for (const [path, problem] of Object.entries(bad)) {
    const failed = rewriteAll([
      { path: a, before: "a", after: "A" },
      { path, before: "b", after: "B" },
    ]);
    expect(failed).toMatchObject({ path, problem });
    expect(readFileSync(a, "utf8")).toBe("a");
    rmSync(join(place, `.blocked.py.${process.pid}`), { recursive: true, force: true });
    mkdirSync(join(place, `.blocked.py.${process.pid}`));
  }
  rmSync(join(place, `.blocked.py.${process.pid}`), { recursive: true });
  expect(readdirSync(place).filter((name) => name.startsWith("."))).toEqual([]);
});

test("a link and its file are one", () => {
  const a = file("one.py", "a");
  symlinkSync(a, join(place, "link.py"));
  expect(distinct([{ path: a }, { path: join(place, "link.py") }, { path: join(place, "none.py") }])).toEqual(
    [{ path: a }, { path: join(place, "none.py") }],
  );
});
