import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, defineConfig, type Plugin } from "vite";

type Worker = typeof import("./src/worker/show.ts");

const root = new URL("..", import.meta.url).pathname;
const { exports } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

/** The package as those who install it have it: by its published exports, from what was built. */
const published = Object.entries(exports as Record<string, string | { default: string }>).flatMap(
  ([name, target]) =>
    typeof target === "string"
      ? []
      : [
          {
            find: new RegExp(`^chainrule${name.slice(1)}$`),
            replacement: `${root}${target.default.slice(2)}`,
          },
        ],
);

/** The service worker, told which files there are: all of them are kept, so that the page opens without a network. */
function offline(): Plugin {
  return {
    name: "offline",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const files = Object.keys(bundle).filter((name) => !name.endsWith(".map"));
        const version = createHash("sha256");
        for (const name of files) {
          const one = bundle[name]!;
          version.update(name).update(one.type === "chunk" ? one.code : one.source);
        }
        const source = readFileSync(new URL("service-worker.js", import.meta.url), "utf8")
          .replace("__VERSION__", version.digest("hex").slice(0, 12))
          .replace(
            '"__FILES__"',
            JSON.stringify([
              "./",
              "./icon.svg",
              "./workbench.webmanifest",
              ...files.filter((name) => name !== "index.html"),
            ]),
          );
        this.emitFile({ type: "asset", fileName: "service-worker.js", source });
      },
    },
  };
}

/**
 * What the worker would answer first, computed as the page is built: the first model's graph and derivation stand in the
 * page before anything is computed, and before what lays graphs out and sets formulas is fetched.
 */
function firstView(): Plugin {
  const name = "virtual:first-view";
  const own = `\0${name}`;
  return {
    name: "first-view",
    resolveId: (id) => (id === name ? own : undefined),
    async load(id) {
      if (id !== own) return undefined;
      const source = readFileSync(`${root}examples/two-neurons-in-series.chain`, "utf8");
      const server = await createServer({
        configFile: false,
        root,
        logLevel: "error",
        resolve: { alias: published },
        server: { middlewareMode: true, hmr: false, watch: null, ws: false },
        optimizeDeps: { noDiscovery: true },
      });
      const { show } = (await server.ssrLoadModule("/web/src/worker/show.ts")) as Worker;
      const asked = { kind: "view", source, tables: {}, detail: "names", epoch: null } as const;
      const across = await show({ ...asked, direction: "LR" });
      const down = await show({ ...asked, direction: "TB" });
      await server.close();
      // a formula is sent once
      const found = { LR: across, TB: { ...down, math: across.math } };
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(found))});`;
    },
  };
}

/** The package's font of formulas as a file, which the page's style names. */
async function fontFile(): Promise<string> {
  const { mathsFont } = (await import(`${root}dist/view.js`)) as { mathsFont(): Promise<string> };
  const folder = `${root}node_modules/.cache/chainrule`;
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/formulas.woff2`;
  writeFileSync(file, Buffer.from((await mathsFont()).replace(/^.*?,/, ""), "base64"));
  return file;
}

export default defineConfig(async () => ({
  root: new URL(".", import.meta.url).pathname,
  base: "./",
  resolve: {
    alias: [
      ...published,
      { find: /^linkedom$/, replacement: "linkedom/worker" },
      { find: "~formulas.woff2", replacement: await fontFile() },
      // workers have no document, by which its form for browsers reads entities
      {
        find: /^decode-named-character-reference$/,
        replacement: `${root}node_modules/decode-named-character-reference/index.js`,
      },
    ],
    dedupe: ["@lezer/common", "@lezer/lr", "@lezer/highlight", "@codemirror/state", "@codemirror/view"],
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    target: "es2022",
    reportCompressedSize: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
  },
  worker: { format: "es" },
  plugins: [firstView(), offline()],
}));
