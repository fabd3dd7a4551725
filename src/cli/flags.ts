import type { Target } from "../emit/targets.ts";
import type { WeightFlags } from "./load.ts";

export interface DiffFlags {
  readonly wrt?: readonly string[];
  readonly format: "text" | "latex" | "mathml" | "json";
}

export interface DeriveFlags {
  readonly wrt?: readonly string[];
  readonly format: "text" | "latex" | "json";
}

export interface GraphFlags {
  readonly format: "mermaid" | "svg" | "dot";
  readonly values: boolean;
  readonly detail?: "names" | "operations";
  readonly loss: boolean;
  readonly output?: string;
}

export interface DescendFlags {
  readonly start: Readonly<Record<string, number>>;
  readonly rate: number;
  readonly iterations: number;
  readonly stop?: string;
  readonly plot?: string;
  readonly format: "text" | "json";
}

export interface TrainFlags extends WeightFlags {
  readonly engine: "own" | "torch";
  readonly rate?: number;
  readonly epochs?: number;
  readonly stop?: string;
  readonly seed?: number;
  readonly optimizer?: string;
  readonly batch?: number;
  readonly validation?: number;
  readonly precision?: string;
  readonly threads?: number;
  readonly save?: string;
  readonly saveEvery?: number;
  readonly resume?: string;
  readonly trace?: string;
  readonly plot?: string;
  readonly show: "loss" | "parameters";
  readonly format: "text" | "json";
}

export interface CheckFlags {
  readonly format: "pretty" | "json" | "csv" | "sarif" | "github";
  readonly details: boolean;
  readonly fix: boolean;
  readonly diff: boolean;
  readonly outputs: boolean;
  readonly quiet: boolean;
  readonly loss?: string;
  readonly explain?: string;
  readonly failOn: "error" | "warning" | "unknown";
}

export interface BuildFlags {
  readonly to: "html" | "md";
  readonly pictures: "svg" | "png";
  readonly out?: string;
  readonly watch: boolean;
}

export interface PlotFlags {
  readonly over?: string;
  readonly boundary: boolean;
  readonly metric?: string;
  readonly xRange?: readonly [number, number];
  readonly yRange?: readonly [number, number];
  readonly epochs?: number;
  readonly output?: string;
}

export interface OpenFlags {
  readonly port?: number;
  readonly noBrowser: boolean;
}

export interface ExportFlags extends WeightFlags {
  readonly to: Target;
  readonly output?: string;
}

export interface LspFlags {
  readonly stdio: boolean;
}
