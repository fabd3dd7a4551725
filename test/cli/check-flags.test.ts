import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { chainrule } from "./run-command.ts";

const place = mkdtempSync(join(tmpdir(), "chainrule-flags-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const program = `w = 0.5
for i in range(3):
    loss = (w * 2.0 - 3.0) ** 2
    w -= 0.01 * 4.0 * (w * 2.0 - 3.0)
`;
const file = join(place, "net.py");
writeFileSync(file, program);

/** Ten bad inputs a flag, and what is said of each. FILE stands for a program that is right. */
const bad: Record<string, readonly (readonly [argv: string, said: RegExp])[]> = {
  format: [
    ["--format", /Expected input for flag --format/],
    ["--format xml FILE", /Expected "xml" to be one of \(pretty\|json\|csv\|sarif\|github\)/],
    ["--format JSON FILE", /Expected "JSON" to be one of/],
    ["--format NOTHING FILE", /Expected "" to be one of/],
    ["--format json,csv FILE", /Expected "json,csv" to be one of/],
    ["--format json --format csv FILE", /Too many arguments for --format/],
    ["--format FILE", /to be one of/],
    ["--format --fix FILE", /Expected input for flag --format but encountered --fix/],
    ["--formats json FILE", /No flag registered for --formats, did you mean --format\?/],
    ["--format json", /no file was named/],
  ],
  loss: [
    ["--loss", /Expected input for flag --loss/],
    ["--loss NOTHING FILE", /a loss is a name of the program/],
    ["--loss 1x FILE", /a loss is a name of the program/],
    ["--loss a;b FILE", /a loss is a name of the program/],
    ["--loss w[0] FILE", /a loss is a name of the program/],
    ["--loss .loss FILE", /a loss is a name of the program/],
    ["--loss lost FILE", /--loss lost: nothing of that name is computed\n {2}Did you mean loss\?/],
    ["--loss __proto__ FILE", /--loss __proto__: nothing of that name is computed/],
    ["--loss a --loss b FILE", /Too many arguments for --loss/],
    ["--loss --quiet FILE", /Expected input for flag --loss but encountered --quiet/],
  ],
  "fail-on": [
    ["--fail-on", /Expected input for flag/],
    ["--fail-on never FILE", /Expected "never" to be one of \(error\|warning\|unknown\)/],
    ["--fail-on ERROR FILE", /Expected "ERROR" to be one of/],
    ["--fail-on error,warning FILE", /Expected "error,warning" to be one of/],
    ["--fail-on NOTHING FILE", /Expected "" to be one of/],
    ["--fail-on 1 FILE", /Expected "1" to be one of/],
    ["--fail-on info FILE", /Expected "info" to be one of/],
    ["--fail-on FILE", /to be one of/],
    ["--fail-on error --fail-on error FILE", /Too many arguments for --fail/],
    ["--fail error FILE", /No flag registered for --fail/],
  ],
  explain: [
    ["--explain", /Expected input for flag --explain/],
    ["--explain NOTHING", /there is no code of no letters/],
    ["--explain update/sing", /Did you mean update\/sign\?/],
    ["--explain sign", /Did you mean update\/sign\?/],
    ["--explain ../rules/update-sign", /there is no code/],
    ["--explain toString", /there is no code toString/],
    ["--explain update/sign update/sign", /takes a code and no file/],
    ["--explain update/sign FILE", /takes a code and no file/],
    ["--explain --fix", /Expected input for flag --explain but encountered --fix/],
    ["--explain a --explain b", /Too many arguments for --explain/],
  ],
  fix: flag("fix", [
    ["--fix --diff FILE", /Choose one of the two/],
    ["--fix --format json -", /the repaired program goes to standard output/],
  ]),
  diff: flag("diff", [
    ["--diff --format sarif FILE", /--diff prints a patch and --format sarif a report/],
    ["--diff --format json FILE", /--diff prints a patch and --format json a report/],
  ]),
  outputs: flag("outputs", [
    ["--outputs FILE", /Add one of the two/],
    ["--outputs --format json FILE", /Add one of the two/],
  ]),
  quiet: flag("quiet", [
    ["--quiet --no-quiet FILE", /Too many arguments for --quiet/],
    ["--quiet --loss", /Expected input for flag --loss/],
  ]),
  details: flag("details", [
    ["--details --no-details FILE", /Too many arguments for --details/],
    ["--details --format", /Expected input for flag --format/],
  ]),
  files: [
    ["", /no file was named/],
    ["--", /no file was named/],
    ["-- --fix", /--fix: check reads \.py/],
    ["NOTHING", /a file's name is empty/],
    ["FILE NOTHING", /a file's name is empty/],
    ["net.txt", /net\.txt: check reads \.py/],
    ["nowhere.py", /nowhere\.py: there is no such file/],
    ["FILE/net.py", /net\.py: a part of this path is no directory/],
    ["nowhere/*.py", /no file there is read/],
    [`${"x".repeat(300)}.py`, /this path is too long/],
  ],
};

/** What no flag that is on or off takes, and what this one does not. */
function flag(name: string, own: readonly (readonly [string, RegExp])[]) {
  return [
    [`--${name}`, name === "outputs" ? /Add one of the two/ : /no file was named/],
    [`--${name}=maybe FILE`, new RegExp(`Failed to parse "maybe" for ${name}`)],
    [`--${name}=3 FILE`, new RegExp(`Failed to parse "3" for ${name}`)],
    [`--${name} --${name} FILE`, new RegExp(`Too many arguments for --${name}`)],
    [`--${name}x FILE`, new RegExp(`No flag registered for --${name}x, did you mean`)],
    [`--${name.toUpperCase()} FILE`, /No flag registered/],
    [`-${name[0]} FILE`, /No alias registered/],
    [`--${name}${name === "outputs" ? " --fix" : ""} nowhere.py`, /nowhere\.py: there is no such file/],
    ...own,
  ] as const;
}

for (const [name, inputs] of Object.entries(bad))
  describe(name, () => {
    test("ten bad inputs", () => expect(inputs).toHaveLength(10));
    for (const [written, said] of inputs)
      test(`check ${written.slice(0, 60)}`, async () => {
        const argv = written
          .split(" ")
          .filter((one) => one !== "")
          .map((one) => (one === "NOTHING" ? "" : one.replace("FILE", file)));
        const { out, err, code } = await chainrule("check", ...argv);
        expect(code).toBe(2);
        expect(err).toMatch(said);
        expect(err + out).not.toMatch(/\n\s+at .*\(?.*:\d+:\d+\)?/);
        expect(readFileSync(file, "utf8")).toBe(program);
      });
  });

test("a loss of its own name is taken, and -- ends the flags", async () => {
  expect((await chainrule("check", "--loss", "loss", "--quiet", "--", file)).code).toBe(0);
});
