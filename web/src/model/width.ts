import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** How wide a picture may be, in the page's own pixels, so that its letters keep their size. */
export function useWidth<T extends Element>(): readonly [RefObject<T | null>, number] {
  const place = useRef<T>(null);
  const width = useSignal(560);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      width.value = Math.max(260, Math.round(entry!.contentRect.width));
    });
    watch.observe(place.current!);
    return () => watch.disconnect();
  }, []);
  return [place, width.value];
}
