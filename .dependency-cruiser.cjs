/** The floors of ARCHITECTURE.md: a folder imports only from lower floors (its own folder included). */
const floors = [
  ["base"],
  ["graph"],
  ["language", "calculus"],
  ["render", "run", "lift", "emit"],
  ["train", "check"],
  ["document"],
  ["host", "cli", "mcp", "lsp"],
];
const every = floors.flat();

/** What a folder of floor `level` may not import: its neighbours on the same floor and all that is above. */
const forbidden = floors.flatMap((folders, level) =>
  folders.map((folder) => {
    const allowed = [folder, ...floors.slice(0, level).flat()];
    // The faces stand on the host, on one floor with it.
    if (["cli", "mcp", "lsp"].includes(folder)) allowed.push("host");
    if (folder === "cli") allowed.push("mcp", "lsp");
    const closed = every.filter((other) => !allowed.includes(other));
    return {
      name: `floor-${folder}`,
      comment: `src/${folder} imports from: ${allowed.join(", ")}`,
      severity: "error",
      from: { path: `^src/${folder}/` },
      to: { path: `^src/(${[...closed, "model\\.ts", "index\\.ts"].join("|")})(/|$)` },
    };
  }),
);

module.exports = {
  forbidden: [
    ...forbidden,
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "node-only-on-the-host",
      comment: "files, processes and the terminal are handed downward as arguments",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(host|cli|mcp|lsp)/" },
      to: { dependencyTypes: ["core"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".js"], conditionNames: ["import", "default"] },
  },
};
