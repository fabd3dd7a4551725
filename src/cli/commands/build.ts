import { mkdirSync, watch as watchFolder } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { documentHtml, documentMarkdown, runDocument } from "../../document/index.ts";
import { picturesOf, tablesOf } from "../../host/beside.ts";
import { atDesk, type Context, type Desk, Stop } from "../context.ts";
import type { BuildFlags } from "../flags.ts";
import { writePicture } from "../picture.ts";
import { reportText } from "../report.ts";

export default function build(this: Context, flags: BuildFlags, path: string): Promise<void> {
  return atDesk(this, { format: "text" }, async (desk: Desk) => {
    const out = flags.out ?? writtenBeside(path, flags.to);
    if (out === path) desk.fail(`${out} is the document itself`, "Name another file with --out.");
    if (path === "-" && flags.watch) desk.fail("standard input cannot be watched");
    const diagnostics = await once(desk, path, out, flags);
    if (flags.watch) await again(desk, path, out, flags);
    else if (diagnostics.some((one) => one.severity === "error" || one.severity === "warning"))
      desk.process.exitCode = 1;
  });
}

/** `notes.md` becomes `notes.html`, or `notes.built.md`. */
const writtenBeside = (path: string, to: BuildFlags["to"]): string =>
  path === "-" ? "-" : path.replace(/(\.\w+)?$/, to === "html" ? ".html" : ".built.md");

async function once(
  desk: Desk,
  path: string,
  out: string,
  { to, pictures: format }: BuildFlags,
): Promise<readonly Diagnostic[]> {
  const text = desk.read(path);
  const name = path === "-" ? "stdin.md" : path;
  const document = await runDocument(name, text, tablesOf(path));
  if (to === "html") write(desk, out, await documentHtml(document, picturesOf(path)));
  else {
    const folder = `${basename(out === "-" ? "stdin" : out).replace(/\.md$/, "")}_files`;
    const { text: written, pictures } = documentMarkdown(document, folder, format);
    if (out !== "-" && pictures.length > 0) {
      mkdirSync(join(dirname(out), folder), { recursive: true });
      for (const { name: file, svg } of pictures)
        await writePicture(desk, join(dirname(out), folder, file), svg);
    }
    write(desk, out, written);
  }
  const { diagnostics, expected } = document;
  const { stderr, env } = desk.process;
  const colour = stderr.isTTY === true && !env.NO_COLOR;
  if (diagnostics.length > 0) stderr.write(reportText(name, text, diagnostics, { colour }));
  if (expected.length > 0) stderr.write(`${expected.length} planted faults were found where they stand\n`);
  return diagnostics;
}

function write(desk: Desk, out: string, text: string): void {
  if (out === "-") desk.print(text.trimEnd());
  else desk.write(out, text);
}

/** Builds again whenever the document is saved, until it is interrupted. Editors replace files, so the folder is watched. */
function again(desk: Desk, path: string, out: string, flags: BuildFlags): Promise<void> {
  return new Promise((resolve) => {
    let waiting: NodeJS.Timeout | undefined;
    let building: Promise<void> = Promise.resolve();
    const rebuild = async (): Promise<void> => {
      const began = Date.now();
      try {
        await once(desk, path, out, flags);
        desk.process.stderr.write(`built in ${Date.now() - began} ms\n`);
      } catch (failure) {
        // it was told; the next save may mend it
        if (!(failure instanceof Stop)) throw failure;
      }
    };
    const watcher = watchFolder(dirname(path) || ".", (_, name) => {
      if (name !== null && name !== basename(path)) return;
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        building = building.then(rebuild);
      }, 30);
    });
    const end = (): void => {
      watcher.close();
      clearTimeout(waiting);
      void building.then(resolve);
    };
    desk.process.stderr.write(`watching ${path}; Ctrl-C ends\n`);
    process.once("SIGINT", end);
  });
}
