import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** What a server answers with; bytes are read when they are asked for. */
export interface Resource {
  readonly type: string;
  readonly bytes: () => Uint8Array | string;
}

/** A server on this machine alone. */
export interface Served {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  json: "application/json; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  chain: "text/plain; charset=utf-8",
  py: "text/plain; charset=utf-8",
  md: "text/plain; charset=utf-8",
  woff2: "font/woff2",
  webmanifest: "application/manifest+json",
};

/** Nothing from elsewhere, no code from text; WebAssembly is what models are compiled to. */
export const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; " +
  "img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'";

const headers = {
  "Content-Security-Policy": `${policy}; frame-ancestors 'none'`,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** The workbench's files by their address, from the built package; nothing where it was not built. */
export function workbenchFiles(): Map<string, Resource> | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  const root = join(folder, "dist", "web");
  if (!existsSync(join(root, "index.html"))) return undefined;
  const files = new Map<string, Resource>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const address = `/${path
      .slice(root.length + 1)
      .split(sep)
      .join("/")}`;
    const type = types[entry.name.split(".").pop()!] ?? "application/octet-stream";
    files.set(address, { type, bytes: () => readFileSync(path) });
  }
  files.set("/", files.get("/index.html")!);
  return files;
}

/**
 * Serves these resources and nothing else, on 127.0.0.1. A request must name this server as its host, so that no page of
 * another name that resolves here can read them; only what is listed is answered, so no path leads elsewhere.
 */
export async function serve(resources: ReadonlyMap<string, Resource>, wanted = 0): Promise<Served> {
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { port } = server.address() as AddressInfo;
    const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
    const say = (status: number, text: string): void => {
      response.writeHead(status, { ...headers, "Content-Type": "text/plain; charset=utf-8" });
      response.end(`${text}\n`);
    };
    const [address] = (request.url ?? "").split(/[?#]/);
    const resource = resources.get(address!);
    if (!hosts.includes(request.headers.host ?? "")) say(403, "this server answers to 127.0.0.1 alone");
    else if (request.method !== "GET" && request.method !== "HEAD") say(405, "only GET is answered");
    else if (!resource) say(404, "there is nothing here");
    else send(request, response, address!, resource);
  };
  const send = (
    request: IncomingMessage,
    response: ServerResponse,
    address: string,
    resource: Resource,
  ): void => {
    const body = resource.bytes();
    const isNamedByContent = address.startsWith("/assets/");
    response.writeHead(200, {
      ...headers,
      "Content-Type": resource.type,
      "Content-Length": Buffer.byteLength(body),
      "Cache-Control": isNamedByContent ? "max-age=31536000, immutable" : "no-cache",
    });
    response.end(request.method === "HEAD" ? undefined : body);
  };
  const server = createServer(answer);
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => {
        server.removeListener("error", reject);
        resolve();
      });
    });
  await listen(wanted);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
