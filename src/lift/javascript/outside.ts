import { isFunction } from "./convert.ts";
import type { Machine } from "./machine.ts";
import { absent, GlobalObject, Native, Outside, type Value } from "./values.ts";

/** Functions that call back when something happens; others ask of their items, and there are none. */
const calling =
  /(^|\.)(addEventListener|on|once|ready|then|question|click|change|input|mousePressed|changed|load\w*|listen|get|post|use|subscribe|setup|\$|jQuery|useEffect)$/;
const isOpening = /(^|\.)on(load|ready)?$/i;

/** What the world outside gives when it is called: what it is handed may be called back later. */
export function calledOutside(machine: Machine, { name }: Outside, args: readonly Value[]): Value {
  if (calling.test(name))
    for (const one of args) if (isFunction(one) && !(one instanceof Outside)) machine.afterwards.byPage(one);
  return new Outside(name);
}

/** A member of the world outside. */
export function memberOutside({ name }: Outside, member: string): Value {
  if (member === "length") return 0;
  return new Outside(`${name}.${member}`);
}

/** `button.onclick = train`, and what else is handed to the world outside. */
export function setOutside(machine: Machine, member: string, value: Value): void {
  if (/^on[a-z]/.test(member) && isFunction(value)) machine.afterwards.byPage(value);
}

/** A name of the whole program, seen as a property of `window` or `globalThis`. */
export function globalMember(machine: Machine, { name }: GlobalObject, member: string): Value | undefined {
  const own = machine.globals.names.get(member) ?? machine.builtins.get(member);
  if (own !== undefined) return own;
  if (name !== "window") return undefined;
  return pageMembers.test(member) ? new Outside(member) : undefined;
}

export function setGlobalMember(machine: Machine, member: string, value: Value): void {
  if (isOpening.test(member) || /^on[a-z]/.test(member)) setOutside(machine, member, value);
  else machine.globals.names.set(member, value);
}

const pageMembers =
  /^(add|remove)EventListener$|^inner|^outer|^screen|^scroll|^page|^get|^match|^devicePixelRatio$|^open$|^print$|^focus$|^history$|^event$/;

/** Names of pages and terminals, and of libraries that draw or test. */
const names =
  `document navigator localStorage sessionStorage location history alert confirm prompt screen Image Audio Event
  XMLHttpRequest WebSocket Worker MutationObserver ResizeObserver OffscreenCanvas ImageData FileReader Blob FormData
  HTMLElement HTMLCanvasElement Element Node indexedDB caches customElements
  Chart Plotly d3 $ jQuery ml5 THREE vega vegaEmbed echarts Highcharts React ReactDOM Vue ko expect jest chai
  addEventListener removeEventListener dispatchEvent Deno Bun importScripts postMessage onmessage`.split(
    /\s+/,
  );

/** Functions of test runners, which run what they are given. */
const running = ["describe", "it", "test", "suite", "beforeEach", "beforeAll", "before", "afterAll", "after"];

/** The world about a program. */
export function outsideNames(machine: Machine): Map<string, Value> {
  const found = new Map<string, Value>(names.map((name) => [name, new Outside(name)]));
  for (const name of ["window", "self", "globalThis", "global"])
    found.set(name, new GlobalObject(name === "self" ? "window" : name));
  for (const name of running)
    found.set(
      name,
      new Native(name, (_, args) => {
        const work = args.at(-1);
        if (work !== undefined && isFunction(work)) machine.call(work, []);
        return absent;
      }),
    );
  found.set(" jsx", new Outside("an element"));
  return found;
}
