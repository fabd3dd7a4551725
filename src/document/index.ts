/** Documents: Markdown whose cells are run, checked and shown. */
export { type CellsTask, type CheckCells, checkedCells } from "./checked.ts";
export { documentHtml, type LoadPicture } from "./html.ts";
export { documentMarkdown, type WrittenMarkdown } from "./markdown.ts";
export { Memory } from "./memory.ts";
export { type RanDocument, runDocument } from "./run.ts";
