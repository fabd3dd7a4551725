import { createRequire } from "node:module";

/** The font that pictures are rasterised with: fresh machines have none of their own. */
export const fontFiles = (): string[] => [
  createRequire(import.meta.url).resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
];
