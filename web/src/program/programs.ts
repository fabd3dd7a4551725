import layer from "../examples/layer.ipynb?raw";
import notes from "../examples/notes.qmd?raw";
import right from "../examples/right.py?raw";
import stale from "../examples/stale.py?raw";
import wrong from "../examples/wrong-factor.py?raw";
import wrongTs from "../examples/wrong-factor.ts?raw";

/** Hand-written programs to try, most of them with a fault. */
export interface ProgramExample {
  readonly id: string;
  readonly title: string;
  readonly says: string;
  readonly path: string;
  readonly text: string;
}

export const programs: readonly ProgramExample[] = [
  {
    id: "wrong",
    title: "A wrong factor",
    says: "Python; the loss falls all the same",
    path: "loop.py",
    text: wrong,
  },
  {
    id: "wrong-ts",
    title: "A wrong factor in TypeScript",
    says: "A forgotten derivative",
    path: "loop.ts",
    text: wrongTs,
  },
  {
    id: "layer",
    title: "A hidden layer in a notebook",
    says: "NumPy; arrays and their derivatives",
    path: "layer.ipynb",
    text: layer,
  },
  {
    id: "notes",
    title: "A document with code",
    says: "Quarto; a fault in Python, one in TypeScript",
    path: "notes.qmd",
    text: notes,
  },
  {
    id: "stale",
    title: "Stale data",
    says: "A loop that reads the section before",
    path: "many.py",
    text: stale,
  },
  { id: "right", title: "Nothing wrong", says: "And shown to be right", path: "right.py", text: right },
];
