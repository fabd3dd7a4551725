import { documentHtml, documentMarkdown, type RanDocument, runDocument } from "../../src/document/index.ts";

/** A document as it is run in the tests, under a name of its own. */
export const ran = (text: string): Promise<RanDocument> => runDocument("notes.md", text);

export const html = async (text: string): Promise<string> => documentHtml(await ran(text));

export const markdown = async (text: string): Promise<string> =>
  documentMarkdown(await ran(text), "notes_files").text;

/** What is told of a document, code by code. */
export const codes = async (text: string): Promise<string[]> =>
  (await ran(text)).diagnostics.map((one) => one.code);

/** A fence of backticks. */
export const fence = (info: string, body = ""): string =>
  `\`\`\`${info}\n${body}${body === "" ? "" : "\n"}\`\`\`\n`;

export const neuron = fence(
  "model #neuron",
  "input x = 2, y = 5\nparam w = 0.5, b = 1\nz = w*x + b\ny_hat = z\nloss L = (y_hat - y)^2 / 2",
);
