import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

const { dependencies } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
/** What every command loads: bundled, since each package that is looked up costs a start milliseconds. */
const bundled = ["@stricli/core", "@lezer/common", "@lezer/lr", "picocolors"];
const external = Object.keys(dependencies)
  .filter((name) => !bundled.includes(name))
  .map((name) => new RegExp(`^${name}(/|$)`));

/** The command line is a program of its own: few files, read fast, that share none with the library. */
export default defineConfig({
  ssr: { noExternal: bundled },
  build: {
    ssr: true,
    target: "node20",
    minify: "oxc",
    reportCompressedSize: false,
    copyPublicDir: false,
    emptyOutDir: false,
    rolldownOptions: {
      input: { cli: "src/cli/main.ts", worker: "src/cli/worker.ts" },
      external: [/^node:/, ...external],
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "command/[name].js",
        // names stay: a report of our own mistake should say where it happened
        minify: { compress: true, mangle: false, codegen: true },
        codeSplitting: {
          groups: [
            {
              name: "start",
              test: /src.(base|graph|calculus|language)[/\\]|src.render.(latex|mathml)\.|src.cli.(start|app|run|flags|context|report|commands.diff)\.|src.host.files\.|src.emit.targets\.|node_modules.(@stricli|@lezer.(lr|common)|picocolors)[/\\]/,
            },
          ],
        },
      },
    },
  },
});
