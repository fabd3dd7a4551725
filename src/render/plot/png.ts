/**
 * An SVG picture as PNG bytes, at `scale` pixels a unit. The rasteriser is loaded when first wanted; fonts are
 * files that the host names, since a fresh machine may have none.
 */
export async function png(svg: string, fontFiles: readonly string[], scale = 2): Promise<Uint8Array> {
  const { Resvg } = await import("@resvg/resvg-js");
  const image = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: { fontFiles: [...fontFiles], loadSystemFonts: false, defaultFontFamily: "DejaVu Sans" },
  });
  return image.render().asPng();
}
