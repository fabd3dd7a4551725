import "./no-code.ts";
import { mathml } from "chainrule";
import { checkFile } from "chainrule/check";
import { formulaLatex } from "chainrule/view";
import type { CheckedProblem, CheckRequest, CheckResponse } from "./protocol.ts";

/** Judges hand-written programs, in a worker of its own: a check may take seconds, and a newer one replaces it. */

async function check({ path, source }: CheckRequest): Promise<CheckResponse> {
  const file = checkFile(path, source);
  // spans are of the file's text where it is one piece; in notebooks and documents they are too, cell by cell
  const clamp = ({ from, to }: { from: number; to: number }) => ({
    from: Math.min(Math.max(0, from), source.length),
    to: Math.min(Math.max(0, to), source.length),
  });
  const problems = await Promise.all(
    file.diagnostics.map(
      async ({ span, severity, code, message, why, hint, evidence, fix }): Promise<CheckedProblem> => {
        const edits = fix?.verified
          ? fix.edits.map((edit) => ({ ...clamp(edit.span), replacement: edit.replacement }))
          : [];
        return {
          ...clamp(span),
          severity,
          code,
          message,
          ...(why !== undefined && { why }),
          ...(hint !== undefined && { hint }),
          ...(evidence && { evidence }),
          ...(fix &&
            edits.length > 0 && { fix: { text: fix.text, edits }, ...(await compared(source, edits)) }),
        };
      },
    ),
  );
  return {
    problems,
    programs: file.programs.map(({ loss, descends, parameters }) => ({
      loss: loss.name,
      descends: descends.text,
      parameters: parameters.map(({ path: name, kind, worst, scale, reason, span }) => ({
        name,
        verdict: kind,
        ...clamp(span),
        ...(worst && { yours: worst.gradient.yours, expected: worst.gradient.expected }),
        ...(scale !== null && { scale: String(Number(scale.toPrecision(6))) }),
        ...(reason !== undefined && { reason }),
      })),
    })),
    printed: { printed: file.outputs.printed, reproduced: file.outputs.reproduced },
  };
}

/** The line that is repaired, as it was written and as it is derived; formulas where it is one. */
async function compared(
  source: string,
  edits: readonly { from: number; to: number; replacement: string }[],
): Promise<Pick<CheckedProblem, "written" | "derived" | "writtenText" | "derivedText">> {
  const [first] = edits;
  const start = source.lastIndexOf("\n", first!.from - 1) + 1;
  const end = source.indexOf("\n", first!.to) < 0 ? source.length : source.indexOf("\n", first!.to);
  const inLine = edits.filter((edit) => edit.from >= start && edit.to <= end).sort((a, b) => b.from - a.from);
  const writtenText = source.slice(start, end).trim();
  let line = source.slice(start, end);
  for (const edit of inLine)
    line = line.slice(0, edit.from - start) + edit.replacement + line.slice(edit.to - start);
  const derivedText = line.trim();
  const [written, derived] = await Promise.all([formulaOf(writtenText), formulaOf(derivedText)]);
  return { writtenText, derivedText, ...(written && derived && { written, derived }) };
}

/** `dL_dz1 = dL_dz2*w1` as MathML; nothing for what is no formula of numbers. */
async function formulaOf(line: string): Promise<string | undefined> {
  const [, declared = "", name = "", operator = "=", right = ""] =
    /^(const |let |var )?\s*([A-Za-z_]\w*)\s*([-+]?=)(?!=)\s*(.*?);?$/.exec(line.replace(/#.*$/, "")) ?? [];
  if (name === "" || declared === undefined) return undefined;
  try {
    const left = formulaLatex(name);
    const says = formulaLatex(right.replace(/\b(np|numpy|math|Math|torch)\./g, ""));
    const sign = operator === "-=" ? `${left} - ` : operator === "+=" ? `${left} + ` : "";
    const total = sign && /[-+]/.test(says.slice(1)) ? `${sign}\\left(${says}\\right)` : `${sign}${says}`;
    return await mathml(`${left} = ${total}`);
  } catch {
    return undefined;
  }
}

self.onmessage = async ({ data: { id, request } }: MessageEvent<{ id: number; request: CheckRequest }>) => {
  try {
    self.postMessage({ id, value: await check(request) });
  } catch (failure) {
    self.postMessage({
      id,
      failure: failure instanceof Error ? `${failure.message}\n${failure.stack}` : String(failure),
    });
  }
};
