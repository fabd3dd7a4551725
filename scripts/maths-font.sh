#!/bin/sh
# Cuts the font of formulas down to the signs that documents use, and writes it as a module: src/render/maths-font.ts.
# Needs fontTools with Brotli (python3 -m pip install fonttools brotli). The font's licence is licenses/stix-two-math.txt.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent @fontsource/stix-two-math@5.3.0 >/dev/null
tar xzf ./*.tgz
signs="U+20-7E,U+A0,U+A7,U+AC,U+AF,U+B0,U+B1,U+B7,U+D7,U+F7,U+131,U+237,U+2C6,U+2D9,U+2DC"
signs="$signs,U+302-305,U+307,U+308,U+30C,U+332,U+391-3A9,U+3B1-3C9,U+3D1,U+3D5,U+3F1,U+3F5,U+20D7"
signs="$signs,U+2016,U+2020,U+2026,U+2032,U+2033,U+203E,U+2044,U+2061-2064,U+2102,U+210E,U+2112,U+2113,U+2115,U+211D,U+2124,U+212C"
signs="$signs,U+2190-2194,U+21A6,U+21D0,U+21D2,U+21D4,U+2200,U+2202,U+2203,U+2205,U+2207-2209,U+220F,U+2211-2213,U+2217,U+2218,U+221A"
signs="$signs,U+221D,U+221E,U+2223,U+2225,U+2227-222B,U+223C,U+2248,U+2260,U+2261,U+2264,U+2265,U+226A,U+226B,U+2282,U+2286,U+2295,U+2297,U+2299"
signs="$signs,U+22A4,U+22A5,U+22C5,U+22EE,U+22EF,U+22F1,U+2308-230B,U+23DE,U+23DF,U+27E8,U+27E9"
signs="$signs,U+1D400-1D467,U+1D49C,U+1D4A7,U+1D4A9,U+1D4DB,U+1D6A4,U+1D6A5,U+1D6E2-1D71B,U+1D7CE-1D7D7"
pyftsubset package/files/stix-two-math-latin-400-normal.woff2 --unicodes="$signs" --flavor=woff2 \
  --layout-features=ssty,dtls,ccmp --no-hinting --desubroutinize --name-IDs=0,1,2,13,14 --output-file=maths.woff2
{
  echo "/**"
  echo " * The font of formulas, as much of STIX Two Math as documents use: few machines have a font that sets them well."
  echo " * Copyright 2001-2021 The STIX Fonts Project Authors, SIL Open Font License 1.1: licenses/stix-two-math.txt."
  echo " * Written by scripts/maths-font.sh."
  echo " */"
  echo "export const mathsFont ="
  printf '  "data:font/woff2;base64,%s";\n' "$(base64 -w0 maths.woff2)"
} > "$here/src/render/maths-font.ts"
