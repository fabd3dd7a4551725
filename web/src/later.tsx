import { type Signal, signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";

/** A part of the page whose code is fetched when it is first shown. */
export function later(fetched: () => Promise<ComponentType>): ComponentType {
  const part: Signal<{ readonly Part: ComponentType } | { readonly failed: true } | null> = signal(null);
  const fetchIt = (): void => {
    fetched().then(
      (Part) => (part.value = { Part }),
      () => (part.value = { failed: true }),
    );
  };
  return () => {
    useEffect(() => {
      if (!part.peek()) fetchIt();
    }, []);
    const now = part.value;
    if (!now) return <div class="empty-part" aria-busy="true" />;
    if ("Part" in now) return <now.Part />;
    return (
      <p class="empty-state">
        This part of the page could not be fetched.{" "}
        <button type="button" onClick={fetchIt}>
          Try again
        </button>
      </p>
    );
  };
}
