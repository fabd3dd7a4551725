import { useComputed, useSignalEffect } from "@preact/signals";
import type { LinkedView, ViewEdge, ViewNode } from "chainrule/view";
import { useEffect, useRef } from "preact/hooks";
import { edge, focus, isEdgeLit, isNodeLit, node, pointAt, pointing, pointingByMouse } from "../link.ts";
import { pretty, signed } from "../maths.tsx";
import { direction, step, view } from "../state.ts";
import { current, known } from "../steps.ts";
import { sizeOf, useWindow } from "./zoom.tsx";

const keysSaid =
  "The graph. Plus and minus make it larger and smaller, nought shows it whole, arrow keys with Shift move it.";

/** The computational graph: values in their boxes, adjoints under them, each box and arrow linked with all else. */
export function Graph() {
  const shown = view.value;
  const own = useWindow();
  const scroller = own.ref;
  useEffect(() => {
    // on a phone the graph stands upright
    const narrow = matchMedia("(max-width: 700px)");
    const turn = (): void => void (direction.value = narrow.matches ? "TB" : "LR");
    turn();
    narrow.addEventListener("change", turn);
    return () => narrow.removeEventListener("change", turn);
  }, []);
  useSignalEffect(() => {
    // the box that a step reaches is brought into sight, where the graph is wider than the page
    const id = current.value?.node.id;
    const place = scroller.current;
    if (!id || !place || place.scrollWidth <= place.clientWidth) return;
    const box = place.querySelector(`[data-node="${CSS.escape(id)}"]`)?.getBoundingClientRect();
    if (!box) return;
    const middle = box.left + box.width / 2 - place.getBoundingClientRect().left;
    place.scrollBy({ left: middle - place.clientWidth / 2, behavior: "smooth" });
  });
  if (!shown) return <div class="graph empty" {...own} aria-busy="true" />;
  const { width, height, nodes, edges } = shown;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <div class="graph" tabIndex={0} role="region" aria-label={keysSaid} {...own}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        style={sizeOf(width)}
        role="group"
        aria-label={`Computational graph of ${shown.loss}: ${nodes.length} quantities. Arrow keys move between them, Enter goes through a quantity's arrows.`}
        onKeyDown={moveBetween}
      >
        <defs>
          <marker
            id="tip"
            viewBox="0 0 8 8"
            refX="7.5"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0 0.6L8 4L0 7.4z" />
          </marker>
          <marker
            id="tip-lit"
            viewBox="0 0 8 8"
            refX="7.5"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0 0.6L8 4L0 7.4z" />
          </marker>
        </defs>
        {edges.map((one) => (
          <Arrow key={`${one.from} ${one.to}`} edge={one} />
        ))}
        {nodes.map((one, at) => (
          <Box key={one.id} node={one} isFirst={at === 0} />
        ))}
        <Pulse />
        <FactorLabel />
      </svg>
      <p class="sr-only" role="status">
        <Said />
      </p>
    </div>
  );
}

function Arrow({ edge: { from, to, path } }: { edge: ViewEdge }) {
  const state = useComputed(() => {
    const { forward, backward } = known.value;
    const now = current.value;
    const moving =
      (now?.kind === "forward" && now.node.id === to) || (now?.kind === "backward" && now.node.id === from);
    return [
      "arrow",
      isEdgeLit(from, to) ? "lit" : "",
      forward.has(from) && forward.has(to) ? "" : "ahead",
      moving && (now?.kind === "forward" || backward.has(to)) ? now!.kind : "",
    ].join(" ");
  });
  return (
    <g class={state} data-edge={`${from} ${to}`} {...pointingByMouse(edge(from, to))}>
      <path class="reach" d={path} />
      <path class="line" d={path} />
    </g>
  );
}

function Box({ node: one, isFirst }: { node: ViewNode; isFirst: boolean }) {
  const { id, title, says, value, adjoint, place, role, shape } = one;
  const state = useComputed(() => {
    const now = current.value;
    return [
      "box",
      role,
      shape.length > 0 ? "array" : "",
      isNodeLit(id) ? "lit" : "",
      now?.node.id === id ? `now ${now.kind}` : "",
      known.value.forward.has(id) ? "" : "ahead",
    ].join(" ");
  });
  const hasAdjoint = useComputed(() => known.value.backward.has(id));
  const hasValue = useComputed(() => known.value.forward.has(id));
  const top = place.y - place.height / 2;
  const lines = 2 + (says ? 1 : 0) + 1;
  const first = top + (place.height - lines * 16) / 2 + 12.5;
  const at = (line: number): number => first + line * 16;
  const below = says ? 2 : 1;
  const told = `${title}${says ? ` = ${says.text}` : ""}, ${role}${value ? `, value ${value.text}` : ""}${adjoint ? `, adjoint ${adjoint.text}` : ""}`;
  return (
    <g
      class={state}
      data-node={id}
      role="button"
      tabindex={isFirst ? 0 : -1}
      aria-label={told}
      {...pointing(node(id))}
      onClick={(event) => (event.currentTarget as SVGGElement).focus()}
    >
      <rect
        x={place.x - place.width / 2}
        y={top}
        width={place.width}
        height={place.height}
        rx={shape.length > 0 ? 4 : 14}
      />
      <text
        class="title"
        x={place.x}
        y={at(0)}
        {...(title.length * 8.8 > place.width - 12 && {
          textLength: place.width - 14,
          lengthAdjust: "spacingAndGlyphs",
        })}
      >
        {pretty(title)}
      </text>
      {says && (
        <text class="says" x={place.x} y={at(1)}>
          {pretty(says.text)}
        </text>
      )}
      {value && (
        <text class={hasValue.value ? "value" : "value hidden"} x={place.x} y={at(below)}>
          {signed(value.text)}
        </text>
      )}
      {adjoint && (
        <text class={hasAdjoint.value ? "adjoint" : "adjoint hidden"} x={place.x} y={at(below + 1)}>
          ∂ {signed(adjoint.text)}
        </text>
      )}
    </g>
  );
}

/** On the arrow that is pointed at: the factor that it multiplies by, and what comes back along it. */
function FactorLabel() {
  const now = focus.value;
  const shown = view.value;
  const found =
    now?.kind === "edge" ? shown?.edges.find((one) => one.from === now.from && one.to === now.to) : undefined;
  const factor =
    found &&
    shown?.steps
      .flatMap((one) => one.terms.flat())
      .find((one) => one.from === found.from && one.to === found.to);
  if (!found || !shown) return null;
  // matrices are no single factor
  const isNumber = factor !== undefined && !factor.value.text.startsWith("‖");
  const text =
    `${isNumber ? `× ${signed(factor.value.text)}` : ""}${found.part ? `   ∂ ${signed(found.part.text)}` : ""}`.trim();
  const width = text.length * 7 + 18;
  const { x, y } = besides(shown, middleOf(found.path), width);
  return (
    <g class="factor-label" aria-hidden="true">
      <rect x={x - width / 2} y={y - 13} width={width} height={26} rx={13} />
      <text x={x} y={y + 4.5}>
        {text}
      </text>
    </g>
  );
}

/** The arrow that is pointed at, for those who do not see it. */
function Said() {
  const now = focus.value;
  if (now?.kind !== "edge") return null;
  const part = view.value?.edges.find((one) => one.from === now.from && one.to === now.to)?.part;
  return (
    <>
      The arrow from {now.from} to {now.to}
      {part && `: ${signed(part.text)} comes back along it`}
    </>
  );
}

/** A place for a label near the middle of its arrow, where it covers the least of any box. */
function besides(
  { nodes, width: whole, height }: LinkedView,
  middle: { x: number; y: number },
  width: number,
) {
  const x = Math.max(width / 2 + 2, Math.min(whole - width / 2 - 2, middle.x));
  const places = [0, 26, -26, 44, -44, 62, -62].map((shift) => {
    const y = middle.y + shift;
    const covered = nodes.reduce((sum, { place }) => {
      const wide = (place.width + width) / 2 - Math.abs(place.x - x);
      const high = (place.height + 26) / 2 - Math.abs(place.y - y);
      return sum + Math.max(0, Math.min(wide, width)) * Math.max(0, Math.min(high, 26));
    }, 0);
    const outside = y < 13 || y > height - 13 ? 1e6 : 0;
    return { x, y, cost: covered + outside + Math.abs(shift) };
  });
  return places.reduce((best, one) => (one.cost < best.cost ? one : best));
}

const measure = document.createElementNS("http://www.w3.org/2000/svg", "path");
function middleOf(path: string): { x: number; y: number } {
  measure.setAttribute("d", path);
  return measure.getPointAtLength(measure.getTotalLength() / 2);
}

/** What moves along the arrows of a step: values forward, adjoints back. */
function Pulse() {
  const group = useRef<SVGGElement>(null);
  useSignalEffect(() => {
    const now = current.value;
    const shown = view.peek();
    const place = group.current;
    if (!place || !shown) return;
    place.replaceChildren();
    if (!now || step.value === null || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const moving = shown.edges.filter((one) =>
      now.kind === "forward" ? one.to === now.node.id : one.from === now.node.id,
    );
    const dots = moving.map(({ path }) => {
      const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
      dot.setAttribute("r", "5");
      dot.setAttribute("class", now.kind);
      place.append(dot);
      const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
      line.setAttribute("d", path);
      return { dot, line, length: line.getTotalLength() };
    });
    const began = performance.now();
    let frame = 0;
    const draw = (time: number): void => {
      const part = Math.min(1, (time - began) / 420);
      const eased = 1 - (1 - part) ** 3;
      for (const { dot, line, length } of dots) {
        const { x, y } = line.getPointAtLength(length * (now.kind === "forward" ? eased : 1 - eased));
        dot.setAttribute("transform", `translate(${x} ${y})`);
      }
      if (part < 1) frame = requestAnimationFrame(draw);
      else place.replaceChildren();
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  });
  return <g ref={group} class="pulse" aria-hidden="true" />;
}

/** Arrow keys go to the nearest box that way; Enter goes through the arrows of a box. */
function moveBetween(event: KeyboardEvent): void {
  if (event.key === "Enter") return nextArrow(event);
  const ways: Record<string, [number, number]> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  const way = ways[event.key];
  const shown = view.peek();
  const here = (event.target as Element).closest("[data-node]");
  if (!way || !shown || !here || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
  const id = here.getAttribute("data-node");
  const from = shown.nodes.find((one) => one.id === id)!.place;
  let best: { id: string; cost: number } | undefined;
  for (const one of shown.nodes) {
    const [dx, dy] = [one.place.x - from.x, one.place.y - from.y];
    const along = dx * way[0] + dy * way[1];
    const aside = Math.abs(dx * way[1] + dy * way[0]);
    if (along <= 1) continue;
    const cost = along + 2 * aside;
    if (!best || cost < best.cost) best = { id: one.id, cost };
  }
  event.preventDefault();
  if (!best) return;
  const next = (here as SVGGElement).ownerSVGElement!.querySelector<SVGGElement>(
    `[data-node="${CSS.escape(best.id)}"]`,
  )!;
  here.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus();
  pointAt(node(best.id));
}

function nextArrow(event: KeyboardEvent): void {
  const id = (event.target as Element).closest("[data-node]")?.getAttribute("data-node");
  const own = view.peek()?.edges.filter((one) => one.from === id || one.to === id) ?? [];
  if (own.length === 0) return;
  event.preventDefault();
  const next = (own.findIndex(({ from, to }) => isEdgeLit(from, to)) + 1) % own.length;
  pointAt(edge(own[next]!.from, own[next]!.to));
}
