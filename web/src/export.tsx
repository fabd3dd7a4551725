import { signal } from "@preact/signals";
import type { actions } from "./actions.ts";
import { mode } from "./state.ts";

/** The menu by which what is seen is taken away. */

const isOpen = signal(false);
const known = signal<typeof actions>([]);

async function toggle(): Promise<void> {
  if (known.value.length === 0) known.value = (await import("./actions.ts")).actions;
  isOpen.value = !isOpen.value;
}

export function Export() {
  const close = (): void => void (isOpen.value = false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears the keys of the buttons in it
    <div
      class="menu"
      onKeyDown={(event) => {
        if (event.key === "Escape" && isOpen.value) {
          close();
          (event.currentTarget as HTMLElement).querySelector("button")?.focus();
        }
      }}
      onFocusOut={(event) => {
        if (!(event.currentTarget as HTMLElement).contains(event.relatedTarget as Node | null)) close();
      }}
    >
      <button type="button" aria-expanded={isOpen.value} onClick={() => void toggle()}>
        Share
      </button>
      {isOpen.value && (
        <ul>
          {known.value
            .filter((one) => one.in.includes(mode.value))
            .map((one) => (
              <li key={one.says}>
                <button
                  type="button"
                  onClick={() => {
                    close();
                    void one.run();
                  }}
                >
                  {one.says}
                </button>
              </li>
            ))}
        </ul>
      )}
    </div>
  );
}
