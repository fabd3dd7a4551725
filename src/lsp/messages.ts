import type { Message, MessageReader, MessageWriter } from "vscode-languageserver/node";
import { z } from "zod";

/** No text that an editor sends is longer, in UTF-16 units. */
const longest = 10_000_000;

const count = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);
const position = z.object({ line: count, character: count });
const range = z.object({ start: position, end: position });
const uri = z.string().min(1).max(10_000);
const text = z.string().max(longest);
const version = z.int();
const document = z.object({ textDocument: z.object({ uri }) });
const here = document.extend({ position });

/** What the parameters of each method that is served look like; more may stand beside it. */
const parameters: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  ["initialize", z.object({ processId: z.int().nullish(), capabilities: z.looseObject({}) })],
  [
    "textDocument/didOpen",
    z.object({ textDocument: z.object({ uri, languageId: z.string().max(100), version, text }) }),
  ],
  [
    "textDocument/didChange",
    z.object({
      textDocument: z.object({ uri, version }),
      contentChanges: z.array(z.object({ range: range.optional(), text })).max(10_000),
    }),
  ],
  ["textDocument/didClose", document],
  ["textDocument/hover", here],
  ["textDocument/completion", here],
  ["textDocument/formatting", document],
  ["textDocument/codeAction", document.extend({ range })],
]);

const envelope = z.looseObject({ jsonrpc: z.literal("2.0"), method: z.string().max(1000) });

/** What is wrong with a message, where anything is. Answers to what the server asked are left to the protocol's library. */
export function faultOf(message: unknown): string | undefined {
  if (typeof message !== "object" || message === null) return "a message is a JSON object";
  if (!Object.hasOwn(message, "method")) return undefined;
  const outer = envelope.safeParse(message);
  if (!outer.success) return told(outer.error);
  const { method } = outer.data;
  const known = parameters.get(method);
  const inner = known?.safeParse((message as { params?: unknown }).params);
  return inner?.success === false ? `${method}: ${told(inner.error)}` : undefined;
}

function told({ issues }: z.ZodError): string {
  const [{ path, message }] = issues as [z.core.$ZodIssue];
  return path.length > 0 ? `${path.join(".")}: ${message}` : message;
}

const invalidParameters = -32602;

/**
 * A reader whose messages have been looked through: one that is not as the protocol has it is answered with an error, or
 * logged where it asks for no answer, and goes no further.
 */
export function checkedReader(reader: MessageReader, writer: MessageWriter): MessageReader {
  const answer = (message: unknown, fault: string): void => {
    const id = (message as { id?: unknown } | null)?.id;
    const isRequest = typeof id === "number" || typeof id === "string";
    void writer.write({
      jsonrpc: "2.0",
      ...(isRequest
        ? { id, error: { code: invalidParameters, message: fault } }
        : { method: "window/logMessage", params: { type: 1, message: `a message was left out: ${fault}` } }),
    } as Message);
  };
  return {
    onError: reader.onError,
    onClose: reader.onClose,
    onPartialMessage: reader.onPartialMessage,
    dispose: () => reader.dispose(),
    listen: (hear) =>
      reader.listen((message) => {
        const fault = faultOf(message);
        if (fault === undefined) hear(message);
        else answer(message, fault);
      }),
  };
}
