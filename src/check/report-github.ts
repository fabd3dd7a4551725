import type { Diagnostic } from "../base/diagnostic.ts";
import { LineMap } from "../base/span.ts";
import type { CheckedFile } from "./checked.ts";

const commands = { error: "error", warning: "warning", info: "notice" } as const;

const inMessage = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const inProperty = (text: string): string => inMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** GitHub's workflow commands: each diagnostic becomes a note beside its line in a pull request. */
export const reportGithub = (files: readonly CheckedFile[]): string =>
  files.flatMap((file) => file.diagnostics.map((one) => commandOf(file, one))).join("\n");

function commandOf(
  { path, text }: CheckedFile,
  { code, severity, span, message, why, fix }: Diagnostic,
): string {
  const { line, column, endLine, endColumn } = new LineMap(text).range(span);
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
