import { built, document_, path as documentPath } from "./document/state.ts";
import { contents, path } from "./program/state.ts";
import { linkOf, mostLink } from "./share.ts";
import { epoch, heading, notice, source, text } from "./state.ts";
import { modelDesk } from "./worker/client.ts";

/** What takes things away: their text, their picture, their page, or a link. Fetched as the menu is opened. */

const fileName = (ending: string): string =>
  `${
    heading.value
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "") || "model"
  }.${ending}`;

function save(name: string, content: string, type = "text/plain"): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function exported(what: "svg" | "mermaid" | "latex"): Promise<string> {
  return (await modelDesk.ask<"export">({ kind: "export", ...text.value, epoch: epoch.value, what })).text;
}

export const actions: readonly {
  readonly says: string;
  readonly in: readonly string[];
  readonly run: () => unknown;
}[] = [
  {
    says: "Copy a link to this state",
    in: ["model", "check", "digits", "document"],
    run: async () => {
      const link = await linkOf();
      if (link.length > mostLink) {
        notice.value = {
          text: "This is too long for a link.",
          hint: "Save it as a file, and send that.",
        };
        return;
      }
      history.replaceState(null, "", link);
      try {
        await navigator.clipboard.writeText(link);
        notice.value = {
          text: "The link is copied. The state stands in it: nothing was sent.",
          isGood: true,
        };
      } catch {
        notice.value = { text: "The link stands in the address of this page.", isGood: true };
      }
    },
  },
  {
    says: "Save the model (.chain)",
    in: ["model", "digits"],
    run: () => save(fileName("chain"), source.value),
  },
  {
    says: "Save the graph (.svg)",
    in: ["model"],
    run: async () => save(fileName("svg"), await exported("svg"), "image/svg+xml"),
  },
  {
    says: "Save the chart (Mermaid)",
    in: ["model"],
    run: async () => save(fileName("mmd"), await exported("mermaid")),
  },
  {
    says: "Save the derivation (LaTeX)",
    in: ["model"],
    run: async () => save(fileName("tex"), await exported("latex")),
  },
  {
    says: "Save a document of it (.md)",
    in: ["model"],
    run: () => save(fileName("md"), documentOf(heading.value, source.value)),
  },
  { says: "Save the program", in: ["check"], run: () => save(path.value, contents()) },
  { says: "Save the document (.md)", in: ["document"], run: () => save(documentPath.value, document_.value) },
  {
    says: "Save the page (.html)",
    in: ["document"],
    run: () =>
      built.value && save(documentPath.value.replace(/\.\w+$/, ".html"), built.value.html, "text/html"),
  },
];

/** The model as a document that `chainrule build` runs. */
function documentOf(name: string, model: string): string {
  const statements = model.replace(/^\s*train .*$/m, "").trim();
  const says =
    /^\s*train .*$/m
      .exec(model)?.[0]
      .trim()
      .replace(/^train\s+\w+\s*/, "") ?? "";
  return [
    `# ${name}`,
    `\`\`\`model #model\n${statements}\n\`\`\``,
    "Values go forward, adjoints come back:",
    "```graph of=model values\n```",
    "```derive of=model\n```",
    `\`\`\`train #run of=model ${says.replace(/\s+/g, " ")}\n\`\`\``,
    "",
  ].join("\n\n");
}
