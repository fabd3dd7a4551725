import { execFileSync } from "node:child_process";
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

export const root = new URL("../../", import.meta.url).pathname;

/** An empty project with the packed package in it, its dependencies linked from here; whoever makes it removes it. */
export function packedProject(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "chainrule-package-"));
  execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], { cwd: root });
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"))!;
  const modules = join(folder, "node_modules");
  mkdirSync(modules);
  execFileSync("tar", ["xzf", join(folder, tarball), "-C", modules]);
  execFileSync("mv", [join(modules, "package"), join(modules, "chainrule")]);
  const { dependencies } = JSON.parse(readFileSync(join(modules, "chainrule/package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) {
    if (name.includes("/")) mkdirSync(join(modules, name.split("/")[0]!), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(modules, name));
  }
  const manifest = { type: "module", private: true, dependencies: { chainrule: "*" } };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * Another runtime of JavaScript, `deno` or `bun`: from the folder CHAINRULE_RUNTIMES, where `.ci/run` installs them from
 * npm, or from the path. Undefined where there is none; a machine that is to skip nothing must have it.
 */
export function runtime(name: "deno" | "bun"): string | undefined {
  const { CHAINRULE_RUNTIMES: folder } = process.env;
  for (const command of [...(folder ? [join(folder, "node_modules/.bin", name)] : []), name]) {
    try {
      execFileSync(command, ["--version"], { stdio: "ignore" });
      return command;
    } catch {
      // the next one may be there
    }
  }
  const said = `there is no ${name} here: the package is not tried in it (npm install --prefix FOLDER ${name}, CHAINRULE_RUNTIMES=FOLDER)`;
  if (process.env.CHAINRULE_SKIP_NOTHING) throw new Error(said);
  console.warn(`SKIPPED: ${said}`);
  return undefined;
}
