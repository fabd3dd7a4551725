import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

const { dependencies } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
/** What every command loads: bundled, since each package that is looked up costs a start milliseconds. */
const bundled = ["@stricli/core", "@lezer/common", "@lezer/lr"];
const external = Object.keys(dependencies)
  .filter((name) => !bundled.includes(name))
  .map((name) => new RegExp(`^${name}(/|$)`));

/**
 * Node's own modules, asked for by name. An import of node:fs makes all that it exports, streams and promises among them:
 * two milliseconds of a start.
 */
const builtins: Plugin = {
  name: "builtins",
  renderChunk(code) {
    let text = "";
    let at = 0;
    for (const node of this.parse(code).body) {
      if (node.type !== "ImportDeclaration" || !String(node.source.value).startsWith("node:")) continue;
      const names = node.specifiers.map(({ type, local, ...one }) => {
        if (type !== "ImportSpecifier") return undefined;
        const { imported } = one as { imported: { name: string } };
        return imported.name === local.name ? local.name : `${imported.name}:${local.name}`;
      });
      if (names.length === 0 || names.includes(undefined)) continue;
      text += `${code.slice(at, node.start)}const{${names}}=process.getBuiltinModule(${JSON.stringify(node.source.value)});`;
      at = node.end;
    }
    return at === 0 ? null : text + code.slice(at);
  },
};

/** The command line is a program of its own: few files, read fast, that share none with the library. */
export default defineConfig({
  plugins: [builtins],
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
        minify: { compress: true, mangle: { keepNames: true }, codegen: true },
        codeSplitting: {
          groups: [
            {
              name: "start",
              test: /src.(base|graph|calculus|language)[/\\]|src.render.(latex|mathml)\.|src.cli.(start|app|run|flags|context|report|commands.diff)\.|src.host.files\.|src.emit.targets\.|node_modules.(@stricli|@lezer.(lr|common))[/\\]/,
            },
          ],
        },
      },
    },
  },
});
