import { effect } from "@preact/signals";
import { render } from "preact";
import "./style.css";
import { App } from "./app.tsx";
import { follow, mode, notice, training } from "./state.ts";
import { pause, play, stepBy } from "./steps.ts";

render(<App />, document.getElementById("page")!);
void begin();

async function begin(): Promise<void> {
  await openFromAddress();
  follow();
  document.documentElement.dataset.ready = "true";
  addEventListener("hashchange", () => void openFromAddress());
  addEventListener("keydown", keys);
  if ("serviceWorker" in navigator && import.meta.env.PROD) keepForOffline();
}

/** Kept for opening without a network, once nothing of the first view waits for the same wires and processors. */
function keepForOffline(): void {
  let isAsked = false;
  const register = (): void => {
    if (isAsked) return;
    isAsked = true;
    // a host that allows no such worker is used as it is
    void navigator.serviceWorker.register("./service-worker.js").catch(() => {});
  };
  setTimeout(register, 4000);
  effect(() => {
    if (training.value?.done) setTimeout(register, 500);
  });
}

async function openFromAddress(): Promise<void> {
  const { hash } = location;
  if (hash === "#open") return (await import("./opened.ts")).openGiven();
  if (hash.startsWith("#s=")) return (await import("./share.ts")).openLink(hash);
  if (hash.length > 1 && hash !== "#main")
    notice.value = {
      text: "This address names nothing that the workbench knows.",
      hint: "Here is the page as it begins.",
    };
}

/** Keys that work wherever nothing is being typed. */
function keys(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (mode.value !== "model" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.closest("input, textarea, select, dialog, .code, [data-point], .handle, button")) return;
  if (event.key === "]" || event.key === ".") {
    pause();
    stepBy(1);
  } else if (event.key === "[" || event.key === ",") {
    pause();
    stepBy(-1);
  } else if (event.key === " " && !target.closest("[role=button]")) {
    event.preventDefault();
    play();
  }
}
