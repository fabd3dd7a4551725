import { buildApplication, buildCommand, buildRouteMap, numberParser } from "@stricli/core";
import { targetNames } from "../emit/targets.ts";
import { canonicalName } from "../language/name.ts";
import diffCommand from "./commands/diff.ts";
import type { Context } from "./context.ts";
import type {
  BuildFlags,
  CheckFlags,
  DeriveFlags,
  DescendFlags,
  DiffFlags,
  ExportFlags,
  GraphFlags,
  LspFlags,
  OpenFlags,
  PlotFlags,
  TrainFlags,
} from "./flags.ts";

const names = (text: string): string[] => text.split(",").map((name) => name.trim());

/** `x=4,y=-4` as numbers by name. */
function point(text: string): Record<string, number> {
  const entries = text.split(",").map((part): [string, number] => {
    const [name = "", value = ""] = part.split("=").map((one) => one.trim());
    if (name === "" || value === "" || !Number.isFinite(Number(value))) {
      throw new SyntaxError(`${part} gives no variable a number: write x=4,y=-4`);
    }
    return [canonicalName(name), Number(value)];
  });
  return Object.fromEntries(entries);
}

/** A name as a program has it: `cost`, `self.loss`. */
function lossName(text: string): string {
  if (!/^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(text))
    throw new SyntaxError("a loss is a name of the program, such as cost or self.loss");
  return text;
}

const text = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: String, optional: true, brief, placeholder }) as const;
const number = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: numberParser, optional: true, brief, placeholder }) as const;
const wrt = (brief: string) =>
  ({ kind: "parsed", parse: names, optional: true, brief, placeholder: "x,y" }) as const;
const one = (brief: string, placeholder: string) =>
  ({ kind: "tuple", parameters: [{ brief, parse: String, placeholder }] }) as const;
const format = <const Values extends readonly [string, ...string[]]>(...values: Values) =>
  ({ kind: "enum", values, default: values[0] as Values[number], brief: "How to print the answer" }) as const;

/** `W1=fc1.weight.T,b1=fc1.bias` as names of a file by parameter. */
function taken(text: string): Record<string, string> {
  const entries = text.split(",").map((part): [string, string] => {
    const [name = "", ...rest] = part.split("=");
    const source = rest.join("=").trim();
    if (name.trim() === "" || source === "")
      throw new SyntaxError(`${part} names no array for a parameter: write W1=fc1.weight.T,b1=fc1.bias`);
    return [canonicalName(name.trim()), source];
  });
  return Object.fromEntries(entries);
}

const weightFlags = {
  weights: text("Start from the arrays of this file: .npz or .safetensors, by name", "FILE"),
  take: {
    kind: "parsed",
    parse: taken,
    optional: true,
    brief: "Which array of that file a parameter takes where the names differ; .T turns it",
    placeholder: "W1=fc1.weight.T",
  },
} as const;

const expression = one("An expression such as 'x^2 + 3*y^2', or - for standard input", "EXPR");
const modelFile = one("A model's file (.chain), or - for standard input", "MODEL");

const diff = buildCommand<DiffFlags, [string], Context>({
  // read with the rest: nothing that it needs is large
  func: diffCommand,
  parameters: {
    flags: {
      wrt: wrt("The variables to differentiate by; all where left out"),
      format: format("text", "latex", "mathml", "json"),
    },
    positional: expression,
  },
  docs: {
    brief: "Derivatives of an expression",
    fullDescription:
      "Derivatives of an expression, simplified, in SymPy's notation.\n\nExamples:\n  chainrule diff '(x + 3)^3'\n  chainrule diff 'x^2 + 3*y^2' --wrt x,y --format json",
  },
});

const derive = buildCommand<DeriveFlags, [string], Context>({
  loader: () => import("./commands/derive.ts"),
  parameters: {
    flags: {
      wrt: wrt("The parameters to derive by; all where left out"),
      format: format("text", "latex", "json"),
    },
    positional: modelFile,
  },
  docs: {
    brief: "The chain rule for each parameter of a model",
    fullDescription:
      "The chain rule over a model's named quantities: each step, each parameter's path multiplied out, and the numbers at the starting values.\n\nExamples:\n  chainrule derive examples/two-neurons-in-series.chain --wrt w1\n  chainrule derive examples/letters.chain --format latex",
  },
});

const graph = buildCommand<GraphFlags, [string], Context>({
  loader: () => import("./commands/graph.ts"),
  parameters: {
    flags: {
      format: format("mermaid", "svg", "dot"),
      values: {
        kind: "boolean",
        default: false,
        brief: "Draw parameters too, and what flows: values and adjoints",
      },
      detail: {
        kind: "enum",
        values: ["names", "operations"],
        optional: true,
        brief: "What a picture's boxes are: named quantities, or every operation",
      },
      loss: { kind: "boolean", default: false, brief: "Draw the loss and its targets too" },
      output: text("The file to write, .png too; standard output where left out", "FILE"),
    },
    positional: modelFile,
  },
  docs: {
    brief: "A model's computational graph as a chart",
    fullDescription:
      "The forward pass as a chart: an arrow from each quantity that is no parameter, labelled with what happens on the way.\n\nExamples:\n  chainrule graph examples/two-neurons-in-series.chain\n  chainrule graph examples/letters.chain --format svg --loss --output letters.svg",
  },
});

const descend = buildCommand<DescendFlags, [string], Context>({
  loader: () => import("./commands/descend.ts"),
  parameters: {
    flags: {
      start: {
        kind: "parsed",
        parse: point,
        brief: "Where to begin: a number for each variable",
        placeholder: "x=4,y=-4",
      },
      rate: {
        kind: "parsed",
        parse: numberParser,
        default: "0.1",
        brief: "The learning rate",
        placeholder: "RATE",
      },
      iterations: {
        kind: "parsed",
        parse: numberParser,
        default: "100",
        brief: "The most steps to take",
        placeholder: "N",
      },
      stop: text("A condition on the size of every component, such as 'gradient<0.01'", "CONDITION"),
      plot: text("Draw the path: a .svg or .png file", "FILE"),
      format: format("text", "json"),
    },
    positional: expression,
  },
  docs: {
    brief: "Gradient descent on an expression, with its path",
    fullDescription:
      "Gradient descent on an expression, step by step.\n\nExamples:\n  chainrule descend 'x^2' --start x=4 --rate 0.2 --stop 'gradient<0.01'\n  chainrule descend 'x^2 + 3*y^2' --start x=4,y=-4 --rate 0.2 --plot path.svg",
  },
});

const train = buildCommand<TrainFlags, [string], Context>({
  loader: () => import("./commands/train.ts"),
  parameters: {
    flags: {
      rate: number("The learning rate; 0.1 where the model does not say it", "RATE"),
      epochs: number("The most passes over the data; 100 where the model does not say it", "N"),
      stop: text(
        "A condition over the model's names, such as 'L<0.01', tested before each update",
        "CONDITION",
      ),
      seed: number("What drawn parameters begin from", "SEED"),
      optimizer: text("sgd, momentum, nesterov, adagrad, rmsprop, adam or adamw", "NAME"),
      batch: number("The rows of a mini-batch; all rows at once where left out", "ROWS"),
      validation: number("The part of the rows, the last ones, kept to validate with", "PART"),
      precision: text("float32 or float64; float32 for mini-batches where left out", "NAME"),
      engine: {
        kind: "enum",
        values: ["own", "torch"],
        default: "own",
        brief: "Who trains: this package, or the exported program in PyTorch",
      },
      ...weightFlags,
      threads: number("Threads that share the work of large batches; 1 where left out", "N"),
      save: text("Where to save a checkpoint when training ends or is interrupted", "FILE"),
      saveEvery: number("Save between epochs too, at most so often; 5 where left out", "SECONDS"),
      resume: text("A checkpoint to continue from", "FILE"),
      trace: text("Write each epoch's row to this file as a line of JSON", "FILE"),
      plot: text("Draw the loss over the epochs: a .svg or .png file", "FILE"),
      show: { kind: "enum", values: ["loss", "parameters"], default: "loss", brief: "What --plot draws" },
      format: format("text", "json"),
    },
    positional: modelFile,
  },
  docs: {
    brief: "Train a model and print each epoch",
    fullDescription:
      "Trains a model by its train line; flags go before what it says.\n\nExamples:\n  chainrule train examples/one-neuron-identity.chain\n  chainrule train examples/letters.chain --epochs 200 --plot loss.svg",
  },
});

const exportModel = buildCommand<ExportFlags, [string], Context>({
  loader: () => import("./commands/export.ts"),
  parameters: {
    flags: {
      to: { kind: "enum", values: targetNames, brief: "What to write" },
      ...weightFlags,
      output: text("The file to write; standard output where left out", "FILE"),
    },
    positional: modelFile,
  },
  docs: {
    brief: "A model as a program of another library, which checks itself",
    fullDescription:
      "Writes a model as a program that trains it by its train line: backpropagation by hand in NumPy or TypeScript, a module of PyTorch, a function of JAX, or a graph of ONNX. Each first compares its loss and every gradient with the model's.\n\nExamples:\n  chainrule export examples/two-neurons-in-series.chain --to numpy\n  chainrule export examples/letters.chain --to torch --output letters.py",
  },
});

const check = buildCommand<CheckFlags, string[], Context>({
  loader: () => import("./commands/check.ts"),
  parameters: {
    flags: {
      format: format("pretty", "json", "csv", "sarif", "github"),
      details: {
        kind: "boolean",
        default: false,
        brief: "Print all that is known of each file, where many would be a table",
      },
      fix: { kind: "boolean", default: false, brief: "Write the verified repairs into the files" },
      outputs: {
        kind: "boolean",
        default: false,
        brief: "With --fix or --diff: also what is printed below the cells, as they print it now",
      },
      diff: {
        kind: "boolean",
        default: false,
        brief: "Print the verified repairs as a patch for git apply, and write nothing",
      },
      quiet: {
        kind: "boolean",
        default: false,
        brief: "Print diagnostics only, and nothing where all is well",
      },
      loss: {
        kind: "parsed",
        parse: lossName,
        optional: true,
        brief: "The name under which the loss is computed",
        placeholder: "NAME",
      },
      explain: text("Print the page of a code, such as update/sign, and check nothing", "CODE"),
      failOn: {
        kind: "enum",
        values: ["error", "warning", "unknown"],
        default: "warning",
        brief: "What makes the exit code 1",
      },
    },
    positional: {
      kind: "array",
      parameter: {
        brief:
          "programs in Python, TypeScript and JavaScript (.py, .ts, .js), notebooks (.ipynb) and documents (.md, .qmd), folders of them, or - for a program on standard input",
        parse: String,
        placeholder: "FILE",
      },
    },
  },
  docs: {
    brief: "Check backpropagation that was written by hand",
    fullDescription:
      "Runs programs and the Python, TypeScript and JavaScript of documents in an interpreter of its own, compares the output written below each cell, finds the training loops, and compares every update with the gradient of the stated loss.\n\nExamples:\n  chainrule check review.md\n  chainrule check loop.py --format json\n  chainrule check review.md --fix\n  chainrule check review.md --diff | git apply\n  chainrule check submissions --format csv",
  },
});

const build = buildCommand<BuildFlags, [string], Context>({
  loader: () => import("./commands/build.ts"),
  parameters: {
    flags: {
      to: {
        kind: "enum",
        values: ["html", "md"],
        default: "html",
        brief: "One HTML file, or GitHub's Markdown",
      },
      pictures: {
        kind: "enum",
        values: ["svg", "png"],
        default: "svg",
        brief: "How the pictures beside Markdown are written",
      },
      out: text("The file to write; beside the document where left out, - for standard output", "FILE"),
      watch: { kind: "boolean", default: false, brief: "Build again whenever the document is saved" },
    },
    positional: one("A document (.md, .qmd), or - for standard input", "DOC"),
  },
  docs: {
    brief: "Run a document and write it with its results",
    fullDescription:
      "Runs the cells of a Markdown document (model, derive, graph, train, descend, plot, diff, Python and TypeScript), checks them, and writes one self-contained HTML file or GitHub's Markdown with its pictures beside it.\n\nExamples:\n  chainrule build review.md\n  chainrule build review.md --to md --out README.md\n  chainrule build review.md --watch",
  },
});

const init = buildCommand<object, [string?], Context>({
  loader: () => import("./commands/init.ts"),
  parameters: {
    flags: {},
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "The document to write; review.md", parse: String, placeholder: "DOC", optional: true },
      ],
    },
  },
  docs: {
    brief: "Write a document to begin with",
    fullDescription:
      "Writes a short document with a model, its derivation, a training and the same by hand in Python.\n\nExamples:\n  chainrule init\n  chainrule init notes.md",
  },
});

/** `-5:5` as a range. */
function range(text: string): readonly [number, number] {
  const ends = text.split(":").map((one) => (one.trim() === "" ? Number.NaN : Number(one)));
  const [low, high] = ends;
  if (ends.length !== 2 || !ends.every(Number.isFinite) || low! >= high!)
    throw new SyntaxError(`${text} is no range: write -5:5`);
  return [low!, high!];
}
const axis = (brief: string) =>
  ({ kind: "parsed", parse: range, optional: true, brief, placeholder: "-5:5" }) as const;

const plot = buildCommand<PlotFlags, [string], Context>({
  loader: () => import("./commands/plot.ts"),
  parameters: {
    flags: {
      metric: text(
        "A number over a model's names, epoch by epoch: 'accuracy = mean((p > 0.5) == y)'",
        "METRIC",
      ),
      over: text("Two parameters of a model: a slice through its loss, w,b or W1[0,1],b1[0]", "PARAMETERS"),
      boundary: { kind: "boolean", default: false, brief: "A model's decision boundary over its data" },
      xRange: axis("The horizontal range"),
      yRange: axis("The vertical range"),
      epochs: number("How long a model trains first; as it says where left out", "N"),
      output: text("The file to write, .svg or .png; SVG on standard output where left out", "FILE"),
    },
    positional: one("An expression, or a model's file with --over or --boundary", "EXPR|MODEL"),
  },
  docs: {
    brief: "A picture of an expression or of a model",
    fullDescription:
      "An expression of one variable with its derivative, the contours of one of two, a slice through a model's loss with the path of its training, or a classifier's decision boundary.\n\nExamples:\n  chainrule plot 'sigmoid(z)' --output sigmoid.svg\n  chainrule plot 'x^2 - y^2' --x-range=-2:2 --y-range=-2:2 --output saddle.png\n  chainrule plot examples/one-neuron-sigmoid.chain --over w,b --output slice.svg",
  },
});

const mcp = buildCommand<object, [], Context>({
  loader: () => import("./commands/mcp.ts"),
  parameters: { flags: {}, positional: { kind: "tuple", parameters: [] } },
  docs: {
    brief: "Serve check, derive, diff and train to assistants",
    fullDescription:
      "A server of the Model Context Protocol over standard input and output, with the tools check, derive, diff and train. An assistant starts it by itself; docs/assistants.md has the settings.\n\nExample:\n  claude mcp add chainrule -- npx chainrule mcp",
  },
});

const lsp = buildCommand<LspFlags, [], Context>({
  loader: () => import("./commands/lsp.ts"),
  parameters: {
    flags: {
      stdio: { kind: "boolean", default: true, brief: "Over standard input and output; the only way" },
    },
    positional: { kind: "tuple", parameters: [] },
  },
  docs: {
    brief: "Serve diagnostics, hover and completion to editors",
    fullDescription:
      "A language server over standard input and output: for models (.chain) diagnostics, hover, completion and formatting; for Python, TypeScript, JavaScript and Markdown the diagnostics of check with their repairs. An editor starts it by itself; docs/editors.md has the settings.\n\nExample:\n  chainrule lsp --stdio",
  },
});

/** A port that a program may listen on. */
function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65535)
    throw new SyntaxError(`${text} is no port: a whole number from 1 to 65535`);
  return value;
}

const open = buildCommand<OpenFlags, [string?], Context>({
  loader: () => import("./commands/open.ts"),
  parameters: {
    flags: {
      port: {
        kind: "parsed",
        parse: port,
        optional: true,
        brief: "The port to listen on; 4747 if it is free",
        placeholder: "N",
      },
      noBrowser: { kind: "boolean", default: false, brief: "Print the address and show no browser" },
    },
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "A model (.chain), a program (.py, .ts, .js) or a document (.md) to open",
          parse: String,
          placeholder: "MODEL|DOC",
          optional: true,
        },
      ],
    },
  },
  docs: {
    brief: "The workbench: a page where models move",
    fullDescription:
      "Serves the workbench to this machine alone, until Ctrl-C. Everything is computed in the page; nothing leaves it.\n\nExamples:\n  chainrule open\n  chainrule open examples/two-neurons-in-series.chain\n  chainrule open loop.py --port 8080",
  },
});

const routes = buildRouteMap({
  routes: {
    check,
    build,
    diff,
    derive,
    graph,
    descend,
    train,
    export: exportModel,
    plot,
    init,
    open,
    mcp,
    lsp,
  },
  docs: {
    brief: "State a model once, as maths: derive it, run it, draw it, train it",
    fullDescription:
      "State a model once, as maths: derive it, run it, draw it, train it.\n\nExit codes: 0 fine, 1 a fault was found or training diverged, 2 misuse or nothing could be read, 130 interrupted.",
  },
});

export const buildApp = (version: string) =>
  buildApplication(routes, {
    name: "chainrule",
    versionInfo: { currentVersion: version },
    scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
    documentation: { disableAnsiColor: true },
  });
