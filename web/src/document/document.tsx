import { useEffect, useRef } from "preact/hooks";
import { Code } from "../editor/code.tsx";
import { parsed, styled } from "../markup.tsx";
import { hasCode, openProgram } from "../program/state.ts";
import { mode } from "../state.ts";
import { chapters } from "./chapters.ts";
import { building, built, document_, followDocument, found, openChapter, path } from "./state.ts";

function checkCode(): void {
  openProgram(path.value, document_.value);
  mode.value = "check";
}

/** A document beside the page that it becomes: its cells run here, its numbers are computed as it is typed. */
export function Document() {
  useEffect(() => {
    followDocument();
    if (document_.value === "") void openChapter(chapters[0]!.id);
  }, []);
  return (
    <div class="two-columns document">
      <section class="card source" aria-labelledby="document-title">
        <header>
          <h2 id="document-title">The document</h2>
          <label class="pick">
            <span class="sr-only">Chapter of the review</span>
            <select
              value={path.value.replace(/\.md$/, "")}
              onChange={(event) => void openChapter(event.currentTarget.value)}
            >
              {!chapters.some((one) => `${one.id}.md` === path.value) && (
                <option value={path.value}>{path.value}</option>
              )}
              {chapters.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.title}
                </option>
              ))}
            </select>
          </label>
          {hasCode(document_.value) && (
            <button type="button" class="quiet" onClick={checkCode}>
              Check its code
            </button>
          )}
        </header>
        <Code
          label="Document in Markdown"
          path="document.md"
          text={document_}
          change={(text) => (document_.value = text)}
          problems={found}
        />
      </section>
      <section class="card page" aria-labelledby="page-title" aria-busy={building.value}>
        <header>
          <h2 id="page-title">The page</h2>
          <p class="soft" role="status">
            {building.value
              ? "running…"
              : found.value.length > 0
                ? `${found.value.length} ${found.value.length === 1 ? "fault" : "faults"} found`
                : built.value
                  ? "everything in it is true"
                  : ""}
          </p>
        </header>
        {built.value ? (
          <Page html={built.value.html} />
        ) : (
          <p class="empty-state">The cells run, and the page appears here.</p>
        )}
      </section>
    </div>
  );
}

/**
 * The page in a shadow tree. Its style sheets become objects, since the workbench's policy lets no text be a style; its
 * script is left out.
 */
function Page({ html }: { html: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const root = place.current!.shadowRoot ?? place.current!.attachShadow({ mode: "open" });
    const sheets = new Set<string>();
    const bare = html.replace(/<style>([\s\S]*?)<\/style>/g, (_, sheet: string) => {
      sheets.add(sheet);
      return "";
    });
    const { body: page, styles } = parsed(bare.replace(/<(script|meta|link)\b[\s\S]*?(<\/script>|>)/g, ""));
    for (const one of page.querySelectorAll("nav, .skip")) one.remove();
    const body = document.createElement("div");
    body.className = "body";
    body.append(...(page.querySelector("main") ?? page).childNodes);
    root.replaceChildren(body);
    styled(styles);
    root.adoptedStyleSheets = [...sheets].map((text) => {
      const sheet = new CSSStyleSheet();
      // what a page says of its root and body is said here of the host and its only child
      sheet.replaceSync(
        text.replace(/:root\b/g, ":host").replace(/(^|[\s,}])(?:html|body)(?=[\s:{,])/g, "$1.body"),
      );
      return sheet;
    });
    const own = new CSSStyleSheet();
    own.replaceSync(".body { max-width: 44rem; padding: 0 0 2rem; margin: 0; background: none; }");
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, own];
  }, [html]);
  const follow = (event: MouseEvent): void => {
    const link = event
      .composedPath()
      .find((one): one is HTMLAnchorElement => one instanceof HTMLAnchorElement);
    if (!link) return;
    event.preventDefault();
    const address = link.getAttribute("href") ?? "";
    const chapter = /(?:^|\/)(\d)-[\w-]+\.(?:md|html)/.exec(address)?.[1];
    if (address.startsWith("#")) {
      const id = decodeURIComponent(address.slice(1));
      place.current!.shadowRoot!.getElementById(id)?.scrollIntoView({ behavior: "smooth" });
    } else if (chapter) void openChapter(`chapter-${chapter}`);
    else if (/^https?:/.test(address)) window.open(address, "_blank", "noopener,noreferrer");
  };
  // biome-ignore lint/a11y/useKeyWithClickEvents: the links in it are pressed by keys as by clicks
  // biome-ignore lint/a11y/noStaticElementInteractions: it only hears its links
  return <div ref={place} class="page-body" onClick={follow} />;
}
