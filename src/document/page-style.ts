/** How pages look: one column of text, contents beside it where there is room, light and dark, and on paper. */
export const style = `
:root { color-scheme: light dark; --ink: #1d1f21; --soft: #55585c; --paper: #fff; --panel: #f5f5f2; --line: #dcdcd8; --accent: #00609a; --good: #00694c; --bad: #a1251b; --warn: #7a5200;
  --keyword: #8a2471; --string: #2a6a1f; --number: #8a4300; --comment: #5f6368; --function: #00609a; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e6e6e3; --soft: #a9adb2; --paper: #17181a; --panel: #222427; --line: #3a3d41; --accent: #7cc4f0; --good: #58d6ae; --bad: #ff9a8f; --warn: #f0c060;
  --keyword: #f0a0dc; --string: #a5d890; --number: #ffb27a; --comment: #9aa0a6; --function: #7cc4f0; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0 auto; max-width: 46rem; padding: 2rem 1rem 5rem; font: 1.06rem/1.65 Charter, "Bitstream Charter", Georgia, serif; color: var(--ink); background: var(--paper); overflow-wrap: break-word; }
h1, h2, h3, h4, h5, h6, nav, table, summary, .label, figcaption, .by, .verdict, .problem, button { font-family: system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: 2rem; margin: 0 0 .5rem; }
h2 { font-size: 1.45rem; margin: 3.2rem 0 1rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
a { color: var(--accent); text-underline-offset: .15em; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .4rem .8rem; z-index: 2; }
.by { color: var(--soft); font-size: .95rem; margin: 0 0 2rem; }
nav { font-size: .92rem; line-height: 1.45; margin: 0 0 2rem; }
nav ul { list-style: none; margin: .5rem 0 0; padding: 0; }
nav li { padding: .16rem 0; }
nav .depth3 { padding-left: 1rem; }
nav summary { font-weight: 600; cursor: pointer; }
nav a { text-decoration: none; }
nav a:hover { text-decoration: underline; }
@media screen and (min-width: 78rem) {
  body:has(nav) { max-width: 64rem; padding-left: 17rem; }
  nav { position: fixed; top: 2.4rem; width: 13.5rem; margin-left: -15.5rem; max-height: calc(100vh - 4rem); overflow-y: auto; }
}
pre { margin: 0; padding: .8rem 1rem; overflow-x: auto; font: .84rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; tab-size: 4; }
code, samp, kbd { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .88em; }
pre code, pre samp { font-size: inherit; }
:not(pre) > code { background: var(--panel); border-radius: 3px; padding: .1em .3em; }
.cell, main > pre { margin: 1.4rem 0; }
.cell > * + * { margin-top: .5rem; }
.source { position: relative; }
pre.output { background: none; border-style: solid; border-width: 0 0 0 3px; border-radius: 0; color: var(--ink); }
button.copy { position: absolute; top: .4rem; right: .4rem; font-size: .75rem; padding: .15rem .5rem; color: var(--soft); background: var(--paper); border: 1px solid var(--line); border-radius: 4px; cursor: pointer; opacity: 0; }
.source:hover button.copy, .source:focus-within button.copy, button.copy:focus { opacity: 1; }
@media (hover: none) { button.copy { opacity: 1; } }
.label { font-size: .82rem; font-weight: 600; color: var(--soft); margin: 0; }
figure { margin: 1rem 0; }
.picture { overflow-x: auto; }
figure svg { display: block; max-width: 100%; height: auto; margin: 0 auto; border-radius: 6px; }
@media screen and (max-width: 36rem) { .picture svg:not([style]) { min-width: 30rem; } }
figcaption { font-size: .88rem; color: var(--soft); margin-top: .5rem; line-height: 1.45; text-align: center; text-wrap: balance; }
img { max-width: 100%; height: auto; }
@media (max-width: 44rem) { .maths.long { display: inline-block; max-width: 100%; overflow-x: auto; overflow-y: hidden; vertical-align: middle; } }
.formula { display: block; overflow-x: auto; overflow-y: hidden; padding: .3rem 0; }
math { font-family: "chainrule maths", "STIX Two Math", "Cambria Math", math; font-size: 1.06em; }
.formula math { font-size: 1.14em; }
.unread { color: var(--bad); }
.value { font-variant-numeric: tabular-nums; }
table { border-collapse: collapse; font-size: .9rem; display: block; overflow-x: auto; max-width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .8rem .35rem 0; text-align: left; vertical-align: top; }
blockquote { margin: 1rem 0; padding: 0 0 0 1rem; border-left: 3px solid var(--line); color: var(--soft); }
details > summary { cursor: pointer; font-size: .95rem; }
details { margin: .6rem 0; }
.verdict, .problem { font-size: .9rem; line-height: 1.5; border-left: 4px solid var(--good); background: var(--panel); border-radius: 0 6px 6px 0; padding: .6rem .9rem; }
.verdict p, .problem p { margin: .2rem 0; }
.verdict.good strong { color: var(--good); }
.verdict.bad, .problem.error { border-color: var(--bad); }
.verdict.bad strong, .problem.error strong, tr.wrong td:nth-child(2) { color: var(--bad); }
.problem.warning { border-color: var(--warn); }
.problem.warning strong { color: var(--warn); }
.problem.info, .problem.planted { border-color: var(--accent); }
.problem.info strong, .problem.planted strong { color: var(--accent); }
.problem code.name { color: var(--soft); background: none; padding: 0; }
.repair { background: none; border: 0; padding: .2rem 0; }
del { color: var(--bad); text-decoration: none; }
ins { color: var(--good); text-decoration: none; }
.footnotes { font-size: .92rem; border-top: 1px solid var(--line); margin-top: 3rem; }
.sr-only { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.tok-keyword { color: var(--keyword); } .tok-string, .tok-string2 { color: var(--string); } .tok-number, .tok-bool { color: var(--number); }
.tok-comment { color: var(--comment); font-style: italic; } .tok-variableName.tok-definition, .tok-typeName, .tok-className { color: var(--function); }
@media print { body { max-width: none; padding: 0; font-size: 11pt; } nav, button.copy, .skip { display: none; } pre { white-space: pre-wrap; break-inside: avoid; } figure { break-inside: avoid; } .picture svg { min-width: 0 !important; } }
`;

/** What formulas need besides: their font, and accents above slanted letters, which browsers set too far to the left. */
export const mathsStyle = (font: string): string => `
@font-face { font-family: "chainrule maths"; src: url(${font}) format("woff2"); }
.tml-right { text-align: right; } .tml-left { text-align: left; }
mfrac > :nth-child(2), msqrt, mover > :first-child { math-shift: compact; }
@supports (not (-moz-appearance: none)) { .tml-sml-pad { padding-left: .05em; } .tml-med-pad { padding-left: .1em; } .tml-lrg-pad { padding-left: .15em; } }
@supports (not (-webkit-backdrop-filter: blur(1px))) and (not (-moz-appearance: none)) { .chr-sml { transform: translate(.07em, 0); } .chr-med { transform: translate(.14em, 0); } .chr-lrg { transform: translate(.21em, 0); } }
`;

/** Buttons that copy a program's text; the page reads as well without them. */
export const copyScript = `
for (const pre of document.querySelectorAll("pre.source")) {
  const button = document.createElement("button");
  button.className = "copy";
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(pre.querySelector("code").textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  pre.append(button);
}
`;
