import { type FSWatcher, watch as watchFolder } from "node:fs";
import { dirname, resolve } from "node:path";
import { isSameFile } from "../../host/files.ts";
import { Building } from "../building.ts";
import { atDesk, type Context, type Desk, Stop } from "../context.ts";
import type { BuildFlags } from "../flags.ts";

export default function build(this: Context, flags: BuildFlags, path: string): Promise<void> {
  return atDesk(this, { format: "text" }, async (desk: Desk) => {
    const out = flags.out ?? writtenBeside(path, flags.to);
    if (path === "-" && flags.watch)
      desk.fail("standard input cannot be watched", "Name the document's file.");
    if (out !== "-" && isSameFile(out, path))
      desk.fail(`${out} is the document itself`, "Name another file with --out.");
    const building = new Building(desk, path, out, flags);
    try {
      const diagnostics = await building.run();
      if (flags.watch) await again(building);
      else if (diagnostics.some((one) => one.severity === "error" || one.severity === "warning"))
        desk.process.exitCode = 1;
    } finally {
      await building.close();
    }
  });
}

/** `notes.md` becomes `notes.html`, or `notes.built.md`. */
const writtenBeside = (path: string, to: BuildFlags["to"]): string =>
  path === "-" ? "-" : path.replace(/(\.\w+)?$/, to === "html" ? ".html" : ".built.md");

/** Editors write a file in several goes. */
const settled = 20;

/** Builds again whenever the document or a file that it reads is saved, until it is interrupted. */
function again(building: Building): Promise<void> {
  const { desk, path, beside } = building;
  return new Promise((end) => {
    let waiting: NodeJS.Timeout | undefined;
    let work: Promise<void>;
    const over = new AbortController();
    // editors replace files, so the folders are watched
    const watchers = new Map<string, FSWatcher>();
    const watchAll = (): void => {
      for (const file of [resolve(path), ...beside.files]) {
        const folder = dirname(file);
        if (!watchers.has(folder))
          watchers.set(
            folder,
            watchFolder(folder, (_, name) => changed(folder, name)),
          );
      }
    };
    const changed = (folder: string, name: string | null): void => {
      const file = name === null ? undefined : resolve(folder, name);
      if (file !== undefined && file !== resolve(path) && !beside.files.has(file)) return;
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        work = work.then(rebuild);
      }, settled);
    };
    const rebuild = async (): Promise<void> => {
      const began = performance.now();
      try {
        await building.run();
        desk.process.stderr.write(`built in ${Math.round(performance.now() - began)} ms\n`);
        watchAll();
      } catch (failure) {
        // it was told; the next save may mend it
        if (!(failure instanceof Stop)) throw failure;
      }
    };
    watchAll();
    process.once("SIGINT", () => {
      over.abort();
      for (const one of watchers.values()) one.close();
      clearTimeout(waiting);
      void work.then(end);
    });
    work = building.rehearse(over.signal).then(() => {
      if (!over.signal.aborted) desk.process.stderr.write(`watching ${path}; Ctrl-C ends\n`);
    });
  });
}
