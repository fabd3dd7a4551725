import type { Desk } from "./context.ts";

/** Writes an SVG picture as what the file's ending asks for: .svg or .png. */
export async function writePicture(desk: Desk, file: string, svg: string): Promise<void> {
  if (file.endsWith(".svg")) desk.write(file, svg);
  else if (file.endsWith(".png")) {
    const { png } = await import("../host/png.ts");
    desk.write(file, await png(svg));
  } else desk.fail(`${file}: a picture is written as .svg or .png`, "Change the file's ending.");
}

/** Refuses an ending that no picture has before any long work begins. */
export function checkPicture(desk: Desk, file: string | undefined): void {
  if (file !== undefined && !/\.(svg|png)$/.test(file))
    desk.fail(`${file}: a picture is written as .svg or .png`, "Change the file's ending.");
}
