import { type Diagnostic, shifted } from "../../base/diagnostic.ts";
import { lowerExpression } from "../../language/lower.ts";
import {
  boundaryPicture,
  type Drawn,
  expressionPicture,
  type PlotSettings,
  slicePicture,
} from "../../train/pictures.ts";
import { startingValues } from "../../train/start.ts";
import type { CellResult } from "../cell.ts";
import { isDiagnostic, type Session } from "../session.ts";
import type { Settings } from "../settings.ts";
import type { Run } from "../stated.ts";

export const options = ["of", "over", "boundary", "x", "y", "levels", "title"];

/** An expression with its derivative or its contours; a slice through a model's loss; a decision boundary. */
export async function run(settings: Settings, session: Session): Promise<CellResult> {
  const { cell } = settings;
  const failed = (...diagnostics: readonly Diagnostic[]): CellResult => ({ blocks: [], diagnostics });
  const [x, y] = [settings.range("x"), settings.range("y")];
  const [levels, title] = [settings.number("levels"), settings.text("title")];
  const asked: PlotSettings = {
    ...(x && { x }),
    ...(y && { y }),
    ...(levels !== undefined && { levels }),
    ...(title !== undefined && { title }),
  };
  let drawn: Drawn | string;
  const over = settings.text("over");
  const boundary = settings.text("boundary");
  if (over === undefined && boundary === undefined) {
    const { value, diagnostics } = lowerExpression(cell.source);
    if (!value) return failed(...diagnostics.map((one) => shifted(one, cell.offset)));
    drawn = await expressionPicture(value, cell.source.trim(), asked);
  } else {
    const found = pointsOf(settings, session);
    if (isDiagnostic(found)) return failed(found);
    const { model } = found.of;
    drawn =
      over === undefined
        ? await boundaryPicture(model, found.end, boundary === "true" ? undefined : boundary, asked)
        : await slicePicture(model, coordinates(over), found, asked);
  }
  if (typeof drawn === "string")
    return failed({ code: "document/plot", severity: "error", span: cell.span, message: drawn });
  return {
    blocks: [{ kind: "picture", ...drawn, caption: settings.text("caption") ?? "" }],
    diagnostics: [],
  };
}

/** `w,b`, or elements of arrays: `W1[0,1],b1[0]`. */
const coordinates = (text: string): string[] => text.split(/,(?![^[]*\])/);

/** A training's beginning, end and epochs; of a model alone only its beginning. */
function pointsOf(
  settings: Settings,
  session: Session,
): Pick<Run, "of" | "start" | "end" | "epochs"> | Diagnostic {
  const name = settings.text("of");
  const run = name === undefined ? undefined : session.run(name);
  if (run) return run;
  const of = session.model(name, settings.span("of"));
  if (isDiagnostic(of)) return of;
  const start = startingValues(of.model, of.model.training?.seed);
  if (!start.value) return { ...start.diagnostics[0]!, span: settings.cell.span };
  return { of, start: start.value, end: start.value, epochs: [] };
}
