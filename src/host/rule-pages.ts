import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type RulePage, readRulePage } from "../check/rule-page.ts";

/** The pages of all rules, by code, from the package's own `docs/rules/`, whether it is built or run from its sources. */
export function rulePages(): ReadonlyMap<string, RulePage> {
  const folder = join(packageFolder(), "docs", "rules");
  return new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith(".md"))
      .sort()
      .map((name) => {
        const page = readRulePage(readFileSync(join(folder, name), "utf8"));
        if (!page) throw new Error(`docs/rules/${name} is no page of a rule`);
        return [page.code, page];
      }),
  );
}

function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    if (dirname(folder) === folder) throw new Error("chainrule's own folder has no package.json");
    folder = dirname(folder);
  }
  return folder;
}
