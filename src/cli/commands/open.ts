import { spawn } from "node:child_process";
import { dirname, resolve } from "node:path";
import { readText } from "../../host/files.ts";
import { type Resource, type Served, serve, workbenchFiles } from "../../host/serve.ts";
import { tablesBeside } from "../../host/table.ts";
import { type Load, lower } from "../../language/lower.ts";
import { atDesk, type Context, type Desk } from "../context.ts";
import type { OpenFlags } from "../flags.ts";

const usualPort = 4747;

/** The workbench, served to this machine alone until Ctrl-C. */
export default function open(this: Context, flags: OpenFlags, path?: string): Promise<void> {
  return atDesk(this, { format: "text" }, async (desk: Desk) => {
    const resources = workbenchFiles();
    if (!resources) desk.fail("the workbench is not built", "Run npm run build in chainrule's folder.");
    if (path !== undefined) for (const [address, one] of opened(desk, path)) resources.set(address, one);
    const served = await started(desk, resources, flags.port);
    const url = `${served.url}${path === undefined ? "" : "#open"}`;
    desk.print(`${url}`);
    desk.process.stderr.write("the workbench is open to this machine alone; Ctrl-C ends\n");
    if (desk.process.stdout.isTTY && !flags.noBrowser) show(url);
    await ended();
    await served.close();
  });
}

/** On the wanted port, or where none is wanted on the usual one if it is free. */
async function started(
  desk: Desk,
  resources: ReadonlyMap<string, Resource>,
  wanted: number | undefined,
): Promise<Served> {
  try {
    return await serve(resources, wanted ?? usualPort);
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    if (wanted === undefined && code === "EADDRINUSE") return serve(resources);
    const reason = code === "EADDRINUSE" ? "another program has this port" : (failure as Error).message;
    return desk.fail(`port ${wanted}: ${reason}`, "Choose another with --port, or leave it out.");
  }
}

/** What was named on the command line, as the page asks for it: its text, and the data that it names. */
function opened(desk: Desk, path: string): Map<string, Resource> {
  const text = desk.read(path);
  const name = path === "-" ? "stdin.chain" : path.replace(/^.*[\\/]/, "");
  const tables: Record<string, unknown> = {};
  const found = new Map<string, Resource>();
  const read = tablesBeside(path);
  const load: Load = (file, columns, names) => {
    const arrays = read(file, columns, names);
    if ("problem" in arrays) return arrays;
    if (/\.[ct]sv$/i.test(file)) {
      const table = readText(resolve(path === "-" ? "." : dirname(path), file));
      if ("text" in table) tables[file] = { text: table.text };
      return arrays;
    }
    tables[file] = {
      arrays: arrays.map(({ shape, data }, at) => {
        const address = `opened/${Object.keys(tables).length}-${at}.bin`;
        const bytes = () => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
        found.set(`/${address}`, { type: "application/octet-stream", bytes });
        return { shape, kind: data.constructor.name, address };
      }),
    };
    return arrays;
  };
  if (name.endsWith(".chain")) lower(text, { load });
  const told = JSON.stringify({ name, text, tables });
  found.set("/opened.json", { type: "application/json; charset=utf-8", bytes: () => told });
  return found;
}

/** Shows an address in the browser of this machine, if it has one. */
function show(url: string): void {
  const [command, ...words] =
    process.platform === "darwin"
      ? ["open", url]
      : process.platform === "win32"
        ? ["explorer.exe", url]
        : ["xdg-open", url];
  const child = spawn(command!, words, { stdio: "ignore", detached: true });
  // the address was printed: whoever has no browser here copies it
  child.on("error", () => {});
  child.unref();
}

const ended = (): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      process.removeListener("SIGINT", end);
      process.removeListener("SIGTERM", end);
      resolve();
    };
    process.on("SIGINT", end);
    process.on("SIGTERM", end);
  });
