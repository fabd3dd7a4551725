/** Dragging a mark of a picture, by pointer or by arrow keys. */
export interface DragOptions {
  /** From a place of the picture, in its own units. */
  readonly move: (x: number, y: number) => void;
  /** Where the mark is. */
  readonly at: readonly [number, number];
  readonly step?: number;
}

export const draggable = ({ move, at, step = 6 }: DragOptions) => ({
  // of SVG the attribute is written small
  tabindex: 0,
  onPointerDown: (event: PointerEvent) => {
    event.stopPropagation();
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  },
  onPointerMove: (event: PointerEvent) => {
    if (event.buttons === 0) return;
    const svg = (event.currentTarget as SVGElement).ownerSVGElement!;
    const box = svg.getBoundingClientRect();
    const { width, height } = svg.viewBox.baseVal;
    move(((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height);
  },
  onKeyDown: (event: KeyboardEvent) => {
    const ways: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    const far = event.shiftKey ? step * 4 : step;
    move(at[0] + way[0] * far, at[1] + way[1] * far);
  },
});
