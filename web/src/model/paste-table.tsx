import { useRef } from "preact/hooks";

/** Own data, pasted as CSV. */
export function PasteTable() {
  const field = useRef<HTMLTextAreaElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button type="button" class="quiet" onClick={() => dialog.current?.showModal()}>
        Your data
      </button>
      <dialog ref={dialog} aria-labelledby="paste-title">
        <form
          method="dialog"
          onSubmit={async () => {
            const content = field.current?.value ?? "";
            if (content.trim() === "") return;
            const { takeTable } = await import("../files.ts");
            takeTable(content.includes("\t") ? "points.tsv" : "points.csv", content);
          }}
        >
          <h2 id="paste-title">Your data</h2>
          <p>
            A table with a line of names, then numbers or words; the last column is what the model learns.
            Paste it here, or drop a file anywhere on the page. It stays on this page.
          </p>
          <textarea
            ref={field}
            rows={10}
            aria-label="Table as CSV"
            placeholder={"a,b,label\n0.2,1.4,0\n1.1,0.3,1"}
          />
          <div class="row">
            <button type="submit" class="primary">
              Use this table
            </button>
            <button type="button" onClick={() => file.current?.click()}>
              Choose a file
            </button>
            <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
              Not now
            </button>
          </div>
          <input
            ref={file}
            type="file"
            hidden
            multiple
            accept=".csv,.tsv,.chain,.safetensors"
            onChange={async (event) => {
              const chosen = [...(event.currentTarget.files ?? [])];
              event.currentTarget.value = "";
              dialog.current?.close();
              await (await import("../files.ts")).takeFiles(chosen);
            }}
          />
        </form>
      </dialog>
    </>
  );
}
