import { Places } from "../base/places.ts";
import type { Span } from "../base/span.ts";
import type { CheckedFile } from "./checked.ts";

/**
 * The same files with every program and fault told once: where files import one another, each is found by the check of
 * its own file and of those that import it. A program is its parameters: they are told by the file in which its loop
 * stands, or else by the first that has found it.
 */
export function toldOnce(files: readonly CheckedFile[]): CheckedFile[] {
  const owners = new Map<string, CheckedFile>();
  const each = files.map((file) => ({ file, keys: keysOf(file) }));
  for (const { file, keys } of each)
    for (const { parameters, isOwn } of keys.programs)
      for (const key of parameters) if (isOwn && !owners.has(key)) owners.set(key, file);
  for (const { file, keys } of each)
    for (const { parameters } of keys.programs)
      for (const key of parameters) if (!owners.has(key)) owners.set(key, file);
  const said = new Set<string>();
  return each.map(({ file, keys }) => ({
    ...file,
    programs: file.programs.filter((_, at) => {
      const { parameters } = keys.programs[at]!;
      return parameters.length === 0 || parameters.some((key) => owners.get(key) === file);
    }),
    diagnostics: file.diagnostics.filter((_, at) => {
      const key = keys.diagnostics[at]!;
      if (said.has(key)) return false;
      said.add(key);
      return true;
    }),
  }));
}

function keysOf({ path, pieces, programs, diagnostics }: CheckedFile) {
  const places = new Places(pieces);
  const keyOf = (span: Span): string => {
    const place = places.place(span);
    return `${place.path} ${place.cell ?? ""} ${place.line}:${place.column}`;
  };
  return {
    programs: programs.map(({ span, parameters }) => ({
      parameters: parameters.map((one) => `${keyOf(one.span)} ${lastPart(one.path)}`),
      // what a driver runs has no place of its own
      isOwn: span.from >= 0 && places.place(span).path === path,
    })),
    diagnostics: diagnostics.map(({ span, code }) => `${keyOf(span)} ${code}`),
  };
}

const lastPart = (path: string): string => path.split(".").pop()!;
