import { useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Code } from "../editor/code.tsx";
import type { Editor } from "../editor/editor.ts";
import { Markup } from "../markup.tsx";
import { signed } from "../maths.tsx";
import type { CheckedParameterView, CheckedPlace, CheckedProblem } from "../worker/protocol.ts";
import type { Cell, Notebook } from "./notebook.ts";
import { programs } from "./programs.ts";
import {
  checking,
  edit,
  followProgram,
  found,
  isOld,
  nameFor,
  notebook,
  openProgram,
  path,
  program,
  repair,
  verdicts,
} from "./state.ts";

const words: Readonly<Record<CheckedParameterView["verdict"], string>> = {
  right: "right",
  scaled: "right, scaled",
  other: "another loss",
  wrong: "wrong",
  unknown: "not judged",
};

/** The editors that are open, by their cell; of a plain text there is one, without. */
const editors = new Map<number | undefined, Editor>();
const show = ({ cell, from }: CheckedPlace): void => editors.get(cell)?.goTo(from);

/** Hand-written backpropagation, judged as it is typed. */
export function Program() {
  useEffect(followProgram, []);
  useEffect(() => {
    // what is pasted while nothing is being edited takes the place of all
    const paste = (event: ClipboardEvent): void => {
      const target = event.target as HTMLElement;
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (target.closest("input, textarea, .code, dialog") || text.trim() === "") return;
      openProgram(nameFor(text), text);
    };
    addEventListener("paste", paste);
    return () => removeEventListener("paste", paste);
  }, []);
  const repairs = found.value.filter((one) => one.fix);
  return (
    <div class="two-columns program">
      <section class="card source" aria-labelledby="program-title">
        <header>
          <h2 id="program-title">Your program</h2>
          <Kind />
          <FileButton />
        </header>
        {notebook.value ? <Cells notebook={notebook.value} /> : <Text />}
      </section>
      <div class="stack">
        <section class="card verdicts" aria-labelledby="verdicts-title" aria-busy={checking.value}>
          <header>
            <h2 id="verdicts-title">Verdicts</h2>
            <p class="soft" role="status">
              {checking.value ? "checking…" : verdictLine()}
            </p>
          </header>
          {verdicts.value?.programs.map((one, at, all) => (
            <div key={at} class="verdict-table">
              <p class="soft">
                {all.length > 1 && `${placeText(one)}, `}
                against the gradient of <code>{one.loss}</code>, {one.descends}
              </p>
              <table>
                <thead>
                  <tr>
                    <th scope="col">parameter</th>
                    <th scope="col">verdict</th>
                    <th scope="col">your gradient</th>
                    <th scope="col">derived</th>
                  </tr>
                </thead>
                <tbody>
                  {one.parameters.map((parameter) => (
                    <tr key={parameter.name} class={parameter.verdict}>
                      <th scope="row">
                        <button type="button" class="link" onClick={() => show(parameter)}>
                          {parameter.name}
                        </button>
                      </th>
                      <td>
                        <span class={`badge ${parameter.verdict}`}>{words[parameter.verdict]}</span>
                        {parameter.scale && parameter.verdict === "scaled" ? ` × ${parameter.scale}` : ""}
                      </td>
                      <td>{parameter.yours === undefined ? "" : signed(parameter.yours.toPrecision(4))}</td>
                      <td>
                        {parameter.expected === undefined ? "" : signed(parameter.expected.toPrecision(4))}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          ))}
          {verdicts.value && verdicts.value.programs.length === 0 && (
            <p class="empty-state">
              No training step was found. The checker looks for a loop that computes a loss and moves what it
              is computed from.
            </p>
          )}
        </section>
        {repairs.length > 1 && (
          <p class="all-repairs">
            <button type="button" class="primary" disabled={isOld.value} onClick={() => repair(repairs)}>
              Apply all {repairs.length} fixes
            </button>
          </p>
        )}
        {found.value.map((one, at) => (
          <Cause key={at} problem={one} />
        ))}
        {verdicts.value && found.value.length === 0 && verdicts.value.programs.length > 0 && (
          <p class="card empty-state">Nothing to mend. Change a factor, and see it found.</p>
        )}
        <section class="card" aria-labelledby="programs-title">
          <header>
            <h2 id="programs-title">Programs to try</h2>
          </header>
          <ul class="cards">
            {programs.map((one) => (
              <li key={one.id}>
                <button type="button" onClick={() => openProgram(one.path, one.text)}>
                  <b>{one.title}</b>
                  <span>{one.says}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </div>
  );
}

function verdictLine(): string {
  const all = verdicts.value?.programs.flatMap((one) => one.parameters) ?? [];
  if (all.length === 0) return "";
  const good = all.filter((one) => one.verdict === "right" || one.verdict === "scaled").length;
  return good === all.length
    ? `${good} of ${all.length} parameters: the exact gradient`
    : `${good} of ${all.length} parameters follow the gradient`;
}

function Cause({ problem }: { problem: CheckedProblem }) {
  const { severity, code, message, why, hint, fix, written, derived, writtenText, derivedText } = problem;
  const place = placeText(problem);
  return (
    <section class={`card cause ${severity}`} aria-label={`${severity} on ${place}`}>
      <header>
        <h3>
          <Words text={message} />
        </h3>
        <button type="button" class="quiet" onClick={() => show(problem)}>
          {place}
        </button>
      </header>
      {(writtenText ?? "") !== "" && (
        <dl class="beside">
          <div>
            <dt>as written</dt>
            <dd>{written ? <Markup html={written} class="maths" /> : <code>{writtenText}</code>}</dd>
          </div>
          <div class="derived">
            <dt>as derived</dt>
            <dd>{derived ? <Markup html={derived} class="maths" /> : <code>{derivedText}</code>}</dd>
          </div>
        </dl>
      )}
      {why && (
        <p>
          <Words text={why} />
        </p>
      )}
      {hint && (
        <p class="soft">
          <Words text={hint} />
        </p>
      )}
      <footer>
        {fix && (
          <button type="button" class="primary" disabled={isOld.value} onClick={() => repair([problem])}>
            Apply fix
          </button>
        )}
        <code class="soft">{code}</code>
      </footer>
    </section>
  );
}

/** A sentence with names between backticks. */
function Words({ text }: { text: string }) {
  return (
    <>
      {text
        .split(/(`[^`]+`)/)
        .map((part, at) =>
          part.startsWith("`") ? <code key={at}>{part.slice(1, -1)}</code> : <span key={at}>{part}</span>,
        )}
    </>
  );
}

/** Where it stands: its line, of a notebook with its cell. */
function placeText({ cell, from, isOutput }: CheckedPlace): string {
  const text =
    cell === undefined ? program.value : notebook.value?.cells.find(({ at }) => at === cell)?.text.value;
  if (isOutput) return `output of cell ${cell}`;
  const line = (text ?? "").slice(0, from).split("\n").length;
  return cell === undefined ? `line ${line}` : `cell ${cell}, line ${line}`;
}

const kinds: readonly (readonly [ending: string, says: string])[] = [
  ["py", "Python"],
  ["ts", "TypeScript"],
  ["js", "JavaScript"],
  ["md", "Markdown"],
];

/** Which language the text is of; a notebook says so itself. */
function Kind() {
  const ending = path.value.replace(/^.*\./, "").toLowerCase();
  if (notebook.value) return <p class="soft file-name">{path.value}</p>;
  const known = kinds.some(([one]) => one === ending);
  return (
    <label class="pick">
      <span class="sr-only">Language</span>
      <select
        value={known ? ending : path.value}
        onChange={(event) => (path.value = path.value.replace(/\.\w+$/, `.${event.currentTarget.value}`))}
      >
        {!known && <option value={path.value}>{path.value}</option>}
        {kinds.map(([one, says]) => (
          <option key={one} value={one}>
            {says}
          </option>
        ))}
      </select>
    </label>
  );
}

function Text() {
  return (
    <Code
      label={`Program, ${path.value}`}
      path={path.value}
      text={program}
      change={edit}
      problems={found}
      ready={(made) => editors.set(undefined, made)}
    />
  );
}

/** A notebook's cells, each in an editor of its own, with what it has printed; prose between them as it is written. */
function Cells({ notebook: { cells } }: { notebook: Notebook }) {
  return (
    <ol class="cells">
      {cells.map((one) => (
        <li key={one.at} class={one.isCode ? "code-cell" : "prose-cell"}>
          {one.isCode ? <CodeCell cell={one} /> : <p>{one.text.value}</p>}
        </li>
      ))}
    </ol>
  );
}

function CodeCell({ cell: { at, text, shown } }: { cell: Cell }) {
  const own = useComputed(() => found.value.filter((one) => one.cell === at && !one.isOutput));
  const differs = found.value.some((one) => one.cell === at && one.isOutput);
  return (
    <>
      <p class="cell-name">cell {at}</p>
      <Code
        label={`Cell ${at}`}
        path="cell.py"
        text={text}
        change={(next) => (text.value = next)}
        problems={own}
        ready={(made) => editors.set(at, made)}
      />
      {shown !== "" && (
        <pre class={differs ? "shown differs" : "shown"}>
          <span class="sr-only">Its output: </span>
          {shown}
        </pre>
      )}
    </>
  );
}

function FileButton() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="quiet" onClick={() => input.current?.click()}>
        Open a file
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".py,.ts,.js,.mts,.mjs,.ipynb,.md,.qmd"
        onChange={async (event) => {
          const field = event.currentTarget;
          const file = field.files?.[0];
          if (file) openProgram(file.name, await file.text());
          // the same file may be opened again
          field.value = "";
        }}
      />
    </>
  );
}
