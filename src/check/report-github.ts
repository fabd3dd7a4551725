import type { Diagnostic } from "../base/diagnostic.ts";
import type { Place } from "../base/places.ts";
import type { CheckedFile } from "./checked.ts";
import { inFile } from "./in-file.ts";

const commands = { error: "error", warning: "warning", info: "notice" } as const;

const inMessage = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const inProperty = (text: string): string => inMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** GitHub's workflow commands: each diagnostic becomes a note beside its line in a pull request. */
export const reportGithub = (files: readonly CheckedFile[]): string =>
  files
    .flatMap((file) => {
      const { place } = inFile(file);
      return file.diagnostics.map((one) => commandOf(one, place(one.span)));
    })
    .join("\n");

function commandOf(
  { code, severity, message, why, fix }: Diagnostic,
  { path, line, column, endLine, endColumn }: Place,
): string {
  const place = {
    file: path,
    line,
    endLine,
    // columns make sense to GitHub within one line only
    ...(line === endLine && { col: column, endColumn }),
    title: code,
  };
  const properties = Object.entries(place).map(([name, value]) => `${name}=${inProperty(String(value))}`);
  const said = [message, why, fix && `Write: ${fix.text}`].filter(Boolean).join("\n");
  return `::${commands[severity]} ${properties.join(",")}::${inMessage(said)}`;
}
