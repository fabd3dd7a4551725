import type { Series } from "../render/plot/curve.ts";
import type { Epoch } from "./train.ts";

/** Each parameter that is a number, over the epochs. */
export const parametersOver = (epochs: readonly Epoch[]): Series[] =>
  Object.entries(epochs[0]?.parameters ?? {})
    .filter(([, value]) => typeof value === "number")
    .map(([name]) => ({ name, values: epochs.map((epoch) => epoch.parameters[name] as number) }));
