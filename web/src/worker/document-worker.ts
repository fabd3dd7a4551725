import "./no-code.ts";
import { documentHtml, Memory, runDocument } from "chainrule/document/run";
import { loadFrom } from "./opened-model.ts";
import type { DocumentRequest, DocumentResponse } from "./protocol.ts";

/** What has not changed since the last keystroke is not run again. */
const memory = new Memory();

/** Runs documents, in a worker of its own. */
self.onmessage = async ({
  data: { id, request },
}: MessageEvent<{ id: number; request: DocumentRequest }>) => {
  try {
    const document = await runDocument(request.path, request.text, loadFrom(request.tables), memory);
    const value: DocumentResponse = {
      html: await documentHtml(document, undefined, memory),
      problems: document.diagnostics.map(({ span, severity, code, message, why, hint }) => ({
        from: span.from,
        to: span.to,
        severity,
        code,
        message,
        ...(why !== undefined && { why }),
        ...(hint !== undefined && { hint }),
      })),
    };
    self.postMessage({ id, value });
  } catch (failure) {
    self.postMessage({
      id,
      failure: failure instanceof Error ? `${failure.message}\n${failure.stack}` : String(failure),
    });
  }
};
