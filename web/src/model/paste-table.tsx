import { useRef } from "preact/hooks";

/** Own data, pasted as CSV. */
export function PasteTable() {
  const field = useRef<HTMLTextAreaElement>(null);
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
            takeTable("points.csv", content.includes("\t") ? content.replaceAll("\t", ",") : content);
          }}
        >
          <h2 id="paste-title">Your data</h2>
          <p>
            A table with a line of names, then numbers; the last column is what the model learns. Paste it
            here, or drop a file anywhere on the page. It stays on this page.
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
            <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
              Not now
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
