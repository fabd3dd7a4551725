import { signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { view } from "../state.ts";
import { Icon } from "./icon.tsx";

/** How large the graph is drawn: as wide as the page but readable, whole, or by a scale. */
export const zoom = signal<"readable" | "whole" | number>("readable");

const [least, most] = [0.08, 4];
const readable = 0.66;
/** What stays where it is while the scale changes: a part of the drawing, and its place in the window. */
let anchor: { x: number; y: number; left: number; top: number } | undefined;
let scroller: HTMLDivElement | null = null;

/** The width and limits of the drawing, of one that is `width` wide by itself. */
export function sizeOf(width: number): Record<string, string> {
  const now = zoom.value;
  if (now === "whole") return { maxHeight: "calc(72vh - 1.2rem)", maxWidth: `${width * 1.25}px` };
  if (now === "readable") return { minWidth: `${width * readable}px`, maxWidth: `${width * 1.25}px` };
  return { width: `${width * now}px` };
}

const drawing = (): Element | null => scroller?.querySelector("svg") ?? null;

/** Larger or smaller around a place of the window; around the middle where none is given. */
export function zoomBy(factor: number, at?: { clientX: number; clientY: number }): void {
  const box = drawing()?.getBoundingClientRect();
  const width = view.peek()?.width;
  if (!box || !width || !scroller) return;
  const frame = scroller.getBoundingClientRect();
  const [x, y] = at ? [at.clientX, at.clientY] : [frame.left + frame.width / 2, frame.top + frame.height / 2];
  anchor = {
    x: (x - box.left) / box.width,
    y: (y - box.top) / box.height,
    left: x - frame.left,
    top: y - frame.top,
  };
  zoom.value = Math.max(least, Math.min(most, (box.width / width) * factor));
}

const pan = (x: number, y: number): void => scroller?.scrollBy(x, y);

/** The window of the graph: what moves and scales it by pointer and by keys. */
export function useWindow() {
  const place = useRef<HTMLDivElement>(null);
  const now = zoom.value;
  useLayoutEffect(() => {
    scroller = place.current;
    const box = drawing()?.getBoundingClientRect();
    if (!anchor || !box || !scroller) return;
    const frame = scroller.getBoundingClientRect();
    pan(
      box.left - frame.left + anchor.x * box.width - anchor.left,
      box.top - frame.top + anchor.y * box.height - anchor.top,
    );
    anchor = undefined;
  }, [now]);
  useLayoutEffect(() => {
    const own = place.current!;
    // not passive: the page itself would be scaled
    const wheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoomBy(Math.exp(-event.deltaY / 300), event);
    };
    own.addEventListener("wheel", wheel, { passive: false });
    return () => own.removeEventListener("wheel", wheel);
  }, []);
  return {
    ref: place,
    onPointerDown: (event: PointerEvent) => {
      const own = event.currentTarget as HTMLElement;
      // by touch it scrolls as all else does
      if (event.button !== 0 || event.pointerType === "touch" || (event.target as Element).closest(".box"))
        return;
      if (own.scrollWidth <= own.clientWidth && own.scrollHeight <= own.clientHeight) return;
      event.preventDefault();
      own.setPointerCapture(event.pointerId);
      own.dataset.grabbed = "true";
    },
    onPointerMove: (event: PointerEvent) => {
      if ((event.currentTarget as HTMLElement).dataset.grabbed) pan(-event.movementX, -event.movementY);
    },
    onPointerUp: (event: PointerEvent) => {
      delete (event.currentTarget as HTMLElement).dataset.grabbed;
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "+" || event.key === "=") zoomBy(1.25);
      else if (event.key === "-") zoomBy(0.8);
      else if (event.key === "0") zoom.value = "whole";
      else if (event.shiftKey && event.key.startsWith("Arrow")) {
        const step = 80;
        if (event.key === "ArrowLeft" || event.key === "ArrowRight")
          pan(event.key === "ArrowLeft" ? -step : step, 0);
        else pan(0, event.key === "ArrowUp" ? -step : step);
      } else return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}

export function ZoomButtons() {
  const isWhole = zoom.value === "whole";
  return (
    <div class="zoom" role="group" aria-label="Size of the graph">
      <button type="button" class="icon" aria-label="Smaller" onClick={() => zoomBy(0.8)}>
        <Icon path="M6 12h12" />
      </button>
      <button type="button" class="icon" aria-label="Larger" onClick={() => zoomBy(1.25)}>
        <Icon path="M6 12h12M12 6v12" />
      </button>
      <button
        type="button"
        class="icon"
        aria-label="The whole graph"
        aria-pressed={isWhole}
        onClick={() => (zoom.value = isWhole ? "readable" : "whole")}
      >
        <Icon path="M9 5H5v4M15 5h4v4M9 19H5v-4M15 19h4v-4" />
      </button>
    </div>
  );
}
