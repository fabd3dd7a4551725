import process from "node:process";
import { fileURLToPath } from "node:url";
import {
  type CodeAction,
  CodeActionKind,
  CompletionItemKind,
  type Connection,
  createConnection,
  DiagnosticSeverity,
  ProposedFeatures,
  type Range,
  type Diagnostic as Shown,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocumentSyncKind,
  TextDocuments,
  type TextEdit,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import { checkFile } from "../check/check.ts";
import { tablesOf } from "../host/beside.ts";
import { type Chain, formatted, hover, namesIn, proposals, readChain, wordAt } from "./chain.ts";
import { checkedReader } from "./messages.ts";

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;

/** What each language of a document is checked as. */
const endings: ReadonlyMap<string, string> = new Map([
  ["python", "py"],
  ["typescript", "ts"],
  ["typescriptreact", "ts"],
  ["javascript", "js"],
  ["javascriptreact", "js"],
  ["markdown", "md"],
  ["quarto", "qmd"],
]);

const kinds = {
  name: CompletionItemKind.Variable,
  function: CompletionItemKind.Function,
  keyword: CompletionItemKind.Keyword,
  value: CompletionItemKind.EnumMember,
} as const;

/** How long a document is left alone after a change before it is checked. */
const patience = 250;

/** Serves over standard input and output until the editor leaves. */
export function serve(version: string): Promise<void> {
  const connection = connect(process.stdin, process.stdout, version);
  let isShutDown = false;
  connection.onShutdown(() => {
    isShutDown = true;
  });
  // an editor that dies says no goodbye
  process.stdin.on("end", () => process.exit(isShutDown ? 0 : 1));
  return new Promise<void>((resolve) => connection.onExit(() => resolve()));
}

/** A server over two streams. `wait` is how long a document is left alone after a change, in milliseconds. */
export function connect(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  version: string,
  wait = patience,
  // what cannot be cut into messages has nobody to be answered to
  complain = (problem: string): void => void process.stderr.write(`chainrule lsp: ${problem}\n`),
): Connection {
  const [reader, writer] = [new StreamMessageReader(input), new StreamMessageWriter(output)];
  reader.onError(({ message }) => complain(message));
  reader.onPartialMessage(({ waitingTime }) =>
    complain(`the rest of a message is missing for ${waitingTime / 1000} s`),
  );
  const connection = createConnection(ProposedFeatures.all, checkedReader(reader, writer), writer);
  new LanguageServer(connection, version, wait);
  connection.listen();
  return connection;
}

/** No document is longer that is read as it is typed, in UTF-16 units. */
const longest = 2_000_000;

class LanguageServer {
  readonly #documents = new TextDocuments(TextDocument);
  readonly #chains = new Map<string, { readonly version: number; readonly chain: Chain }>();
  readonly #found = new Map<string, readonly Diagnostic[]>();
  readonly #waiting = new Map<string, NodeJS.Timeout>();

  constructor(
    readonly connection: Connection,
    version: string,
    readonly wait: number,
  ) {
    connection.onInitialize(() => ({
      serverInfo: { name: "chainrule", version },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        hoverProvider: true,
        completionProvider: { triggerCharacters: ["~"] },
        documentFormattingProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
      },
    }));
    connection.onHover(({ textDocument, position }) => {
      const document = this.#chain(textDocument.uri);
      if (!document) return null;
      const found = wordAt(document.getText(), document.offsetAt(position));
      const value = found && hover(this.#read(document), found.text);
      if (!found || !value) return null;
      const range = rangeOf(document, { from: found.from, to: found.from + found.text.length });
      return { contents: { kind: "markdown", value }, range };
    });
    connection.onCompletion(({ textDocument, position }) => {
      const document = this.#chain(textDocument.uri);
      if (!document) return [];
      const text = document.getText();
      return proposals(text, document.offsetAt(position), namesIn(text, this.#read(document))).map(
        ({ label, kind, detail }) => ({ label, kind: kinds[kind], ...(detail !== undefined && { detail }) }),
      );
    });
    connection.onDocumentFormatting(({ textDocument }) => {
      const document = this.#chain(textDocument.uri);
      const text = document && formatted(document.getText());
      if (!document || text === undefined || text === document.getText()) return [];
      return [{ range: rangeOf(document, { from: 0, to: document.getText().length }), newText: text }];
    });
    connection.onCodeAction(({ textDocument, range }) => this.#actions(textDocument.uri, range));
    this.#documents.onDidChangeContent(({ document }) => this.#later(document.uri));
    this.#documents.onDidClose(({ document: { uri } }) => {
      clearTimeout(this.#waiting.get(uri));
      for (const kept of [this.#waiting, this.#chains, this.#found]) kept.delete(uri);
      void connection.sendDiagnostics({ uri, diagnostics: [] });
    });
    this.#documents.listen(connection);
  }

  /** The document, where it is a model, and no longer than one that is read. */
  #chain(uri: string): TextDocument | undefined {
    const document = this.#documents.get(uri);
    return document && isChain(document) && document.getText().length <= longest ? document : undefined;
  }

  #read(document: TextDocument): Chain {
    const known = this.#chains.get(document.uri);
    if (known?.version === document.version) return known.chain;
    const path = pathOf(document.uri);
    const chain = readChain(
      document.getText(),
      path === undefined ? () => ({ problem: "save the model to read its data" }) : tablesOf(path),
    );
    this.#chains.set(document.uri, { version: document.version, chain });
    return chain;
  }

  #later(uri: string): void {
    clearTimeout(this.#waiting.get(uri));
    this.#waiting.set(
      uri,
      setTimeout(() => this.#judge(uri), this.wait),
    );
  }

  #judge(uri: string): void {
    const document = this.#documents.get(uri);
    if (!document) return;
    let found: readonly Diagnostic[] = [];
    try {
      const ending = endings.get(document.languageId);
      if (document.getText().length > longest) found = [tooLong];
      else if (isChain(document)) found = this.#read(document).diagnostics;
      else if (ending) found = checkFile(`document.${ending}`, document.getText()).diagnostics;
    } catch (failure) {
      // our mistake: it is told, and the next change is judged again
      this.connection.console.error(
        failure instanceof Error ? (failure.stack ?? failure.message) : String(failure),
      );
    }
    this.#found.set(uri, found);
    void this.connection.sendDiagnostics({
      uri,
      version: document.version,
      diagnostics: found.map((one) => shownOf(document, one)),
    });
  }

  /** The repairs of what stands in a range. */
  #actions(uri: string, range: Range): CodeAction[] {
    const document = this.#documents.get(uri);
    if (!document) return [];
    const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
    return (this.#found.get(uri) ?? []).flatMap((one): CodeAction[] => {
      const { fix, span } = one;
      if (!fix || fix.edits.length === 0 || span.from > to || span.to < from) return [];
      const edits = fix.edits.map(
        (edit): TextEdit => ({
          range: rangeOf(document, edit.span),
          newText: edit.replacement,
        }),
      );
      return [
        {
          title: fix.verified ? fix.text : `${fix.text} (not verified)`,
          kind: CodeActionKind.QuickFix,
          isPreferred: fix.verified,
          diagnostics: [shownOf(document, one)],
          edit: { changes: { [uri]: edits } },
        },
      ];
    });
  }
}

const isChain = (document: TextDocument): boolean =>
  document.languageId === "chain" || document.languageId === "chainrule" || document.uri.endsWith(".chain");

const tooLong: Diagnostic = {
  code: "document/too-long",
  severity: "info",
  span: { from: 0, to: 0 },
  message: `a document of more than ${longest / 1e6} million characters is not read as it is typed`,
  hint: "Check it on the command line: chainrule check.",
};

/** Where a document lies; nothing for one that is not saved, or that another machine has. */
function pathOf(uri: string): string | undefined {
  try {
    return uri.startsWith("file:") ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}

const rangeOf = (document: TextDocument, { from, to }: Span): Range => ({
  start: document.positionAt(from),
  end: document.positionAt(to),
});

function shownOf(document: TextDocument, one: Diagnostic): Shown {
  const { code, severity, span, message, why, hint, related = [] } = one;
  return {
    source: "chainrule",
    code,
    severity: severities[severity],
    range: rangeOf(document, span),
    message: [message, why, hint].filter((part) => part !== undefined).join("\n"),
    relatedInformation: related.map((place) => ({
      location: { uri: document.uri, range: rangeOf(document, place.span) },
      message: place.message,
    })),
  };
}
