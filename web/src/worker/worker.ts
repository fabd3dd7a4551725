import "./no-code.ts";
import { model as modelFrom } from "chainrule";
import { readCheckpoint, tracedGraph, tracedSvg } from "chainrule/view";
import { modelOf } from "./opened-model.ts";
import { classify, decide, drawSlice, fit } from "./pictures.ts";
import type { Exchanges, Kind } from "./protocol.ts";
import { parametersAt, stopTraining, train, useCheckpoint } from "./run.ts";
import { show, told } from "./show.ts";

/** Answers the page's questions, one message each; training alone answers several times. */

type Answer = {
  [K in Kind]?: (
    request: Exchanges[K][0],
    tell: (part: Exchanges[K][1]) => void,
  ) => Exchanges[K][1] | Promise<Exchanges[K][1]>;
};

const answers: Answer = {
  view: show,
  train,
  slice: drawSlice,
  decide,
  fit,
  classify,
  load: (request) => {
    const saved = readCheckpoint(new Uint8Array(request.bytes));
    if ("problem" in saved) return { problem: saved.problem };
    const problem = useCheckpoint(request, saved);
    return problem ? { problem } : { told: `${saved.count} updates, ${saved.epoch - 1} epochs` };
  },
  export: async (request) => {
    const model = modelOf(request);
    if (!model) return { text: "" };
    const given = parametersAt(request.source, request.epoch);
    if (request.what === "mermaid") return { text: modelFrom(request.source).mermaid({ loss: true }) };
    if (request.what === "latex") return { text: model.derive().latex.join("\n") };
    return { text: await tracedSvg(tracedGraph(model.graph, model.values(given))) };
  },
};

interface Message {
  readonly id: number;
  readonly request: Exchanges[Kind][0] | { readonly kind: "stop" };
}

self.onmessage = async ({ data: { id, request } }: MessageEvent<Message>) => {
  if (request.kind === "stop") return stopTraining();
  const answer = answers[request.kind] as (asked: typeof request, tell: (part: unknown) => void) => unknown;
  try {
    const value = await answer(request, (part) => self.postMessage({ id, part }));
    self.postMessage({ id, value });
  } catch (failure) {
    try {
      self.postMessage({ id, problems: told(failure) });
    } catch {
      self.postMessage({
        id,
        failure: failure instanceof Error ? `${failure.message}\n${failure.stack}` : String(failure),
      });
    }
  }
};
