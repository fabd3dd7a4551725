import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";

const root = new URL("..", import.meta.url).pathname;

/** Builds dist/ once before the tests, where a source is newer than it. */
export default function build(): void {
  const built = statSync(`${root}/dist/index.d.ts`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = [
    "package.json",
    "vite.config.ts",
    "vite.cli.config.ts",
    "tsconfig.build.json",
    ...listed("src"),
    ...listed("web"),
  ];
  if (sources.every((file) => statSync(`${root}/${file}`).mtimeMs < built)) return;
  execFileSync("npm", ["run", "build", "--silent"], { cwd: root, stdio: "inherit" });
}

function listed(folder: string): string[] {
  return readdirSync(`${root}/${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
    .map((entry) => `${entry.parentPath.slice(root.length)}/${entry.name}`);
}
