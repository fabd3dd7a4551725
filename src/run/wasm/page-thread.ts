import type { StartThread } from "./crew.ts";

/** What is used of a page's workers; type libraries of pages only have it. */
interface Page {
  readonly Worker?: new (
    url: string,
  ) => { postMessage(data: unknown): void; onmessage: (() => void) | null; terminate(): void };
  readonly Blob: new (parts: readonly string[], options: { readonly type: string }) => object;
  readonly URL: { createObjectURL(blob: object): string; revokeObjectURL(url: string): void };
}

const page = globalThis as unknown as Page;

/**
 * Starts a page's worker for a program text. It begins when the page next takes a breath; one that a page's rules forbid
 * never begins, and the first thread works alone. Undefined where there are no such workers.
 */
export const pageThread: StartThread | undefined =
  typeof page.Worker === "function"
    ? (program, data) => {
        const text = `onmessage = ({ data }) => { postMessage(0); (${program})(WebAssembly, data); close(); };`;
        const url = page.URL.createObjectURL(new page.Blob([text], { type: "text/javascript" }));
        const worker = new page.Worker!(url);
        worker.onmessage = () => page.URL.revokeObjectURL(url);
        worker.postMessage(data);
      }
    : undefined;
