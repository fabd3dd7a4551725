import { useEffect, useRef } from "preact/hooks";
import { Code } from "../editor/code.tsx";
import type { Editor } from "../editor/editor.ts";
import { programs } from "../gallery.ts";
import { Markup } from "../markup.tsx";
import { signed } from "../maths.tsx";
import type { CheckedParameterView, CheckedProblem } from "../worker/protocol.ts";
import {
  checkedText,
  checking,
  followProgram,
  found,
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

/** Hand-written backpropagation, judged as it is typed. */
export function Program() {
  const editor = useRef<Editor | null>(null);
  useEffect(followProgram, []);
  const repairs = found.value.filter((one) => one.fix);
  const isOld = checkedText.value !== program.value;
  return (
    <div class="two-columns program">
      <section class="card source" aria-labelledby="program-title">
        <header>
          <h2 id="program-title">Your program</h2>
          <label class="pick">
            <span class="sr-only">Language</span>
            <select
              value={path.value.replace(/^.*\./, "")}
              onChange={(event) => (path.value = `program.${event.currentTarget.value}`)}
            >
              <option value="py">Python</option>
              <option value="ts">TypeScript</option>
              <option value="js">JavaScript</option>
            </select>
          </label>
          <FileButton />
        </header>
        <Code
          label={`Program in ${path.value.endsWith("py") ? "Python" : "TypeScript or JavaScript"}`}
          path={path.value}
          text={program}
          change={(text) => (program.value = text)}
          problems={found}
          ready={(made) => (editor.current = made)}
        />
      </section>
      <div class="stack">
        <section class="card verdicts" aria-labelledby="verdicts-title" aria-busy={checking.value}>
          <header>
            <h2 id="verdicts-title">Verdicts</h2>
            <p class="soft" role="status">
              {checking.value ? "checking…" : verdictLine()}
            </p>
          </header>
          {verdicts.value?.programs.map((one, at) => (
            <div key={at} class="verdict-table">
              <p class="soft">
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
                        <button
                          type="button"
                          class="link"
                          onClick={() => editor.current?.goTo(parameter.from)}
                        >
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
            <button type="button" class="primary" disabled={isOld} onClick={() => repair(repairs)}>
              Apply all {repairs.length} fixes
            </button>
          </p>
        )}
        {found.value.map((one, at) => (
          <Cause key={at} problem={one} isOld={isOld} show={() => editor.current?.goTo(one.from)} />
        ))}
        {verdicts.value && found.value.length === 0 && (
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

function Cause({ problem, isOld, show }: { problem: CheckedProblem; isOld: boolean; show: () => void }) {
  const { severity, code, message, why, hint, fix, written, derived, writtenText, derivedText } = problem;
  const line = program.value.slice(0, problem.from).split("\n").length;
  return (
    <section class={`card cause ${severity}`} aria-label={`${severity} on line ${line}`}>
      <header>
        <h3>
          <Words text={message} />
        </h3>
        <button type="button" class="quiet" onClick={show}>
          line {line}
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
          <button type="button" class="primary" disabled={isOld} onClick={() => repair([problem])}>
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
        accept=".py,.ts,.js"
        onChange={async (event) => {
          const file = event.currentTarget.files?.[0];
          if (file) openProgram(file.name, await file.text());
        }}
      />
    </>
  );
}
