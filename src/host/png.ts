import { png as rasterise } from "../render/plot/png.ts";
import { fontFiles } from "./font.ts";

/** An SVG picture of this package as PNG bytes, at `scale` pixels a unit, in the package's own font. */
export const png = (svg: string, scale = 2): Promise<Uint8Array> => rasterise(svg, fontFiles(), scale);
