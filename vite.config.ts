import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

const { dependencies } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
const external = [/^node:/, ...Object.keys(dependencies).map((name) => new RegExp(`^${name}(/|$)`))];

export default defineConfig({
  build: {
    target: "node20",
    minify: false,
    reportCompressedSize: false,
    emptyOutDir: true,
    lib: {
      entry: {
        index: "src/index.ts",
        check: "src/check/index.ts",
        document: "src/host/document.ts",
        "document-run": "src/document/index.ts",
        language: "src/language/index.ts",
        node: "src/host/png.ts",
        view: "src/view.ts",
      },
      formats: ["es"],
    },
    rolldownOptions: { external, output: { chunkFileNames: "chunks/[name].js" } },
  },
});
