import { existsSync } from "node:fs";
import { template } from "../../document/template.ts";
import { atDesk, type Context, type Desk } from "../context.ts";

export default function init(this: Context, _: object, path = "review.md"): Promise<void> {
  return atDesk(this, { format: "text" }, (desk: Desk) => {
    if (!/\.(md|qmd)$/.test(path))
      desk.fail(`${path}: a document ends in .md`, "Name for example review.md.");
    if (existsSync(path)) desk.fail(`${path} is there already`, "Name another file.");
    desk.write(path, template);
    desk.print(`Build it with: chainrule build ${path}`);
  });
}
