"""Seeded mutants of the right programs, labelled by differences: test/check/corpus/mutants.json.

One name, number, operator, transpose, axis, index or call of a statement inside the step or a function changes; those
that crash, or whose label is not "wrong" for any parameter, are dropped.
Usage: /usr/bin/python3 scripts/oracle/mutate.py   (takes some minutes)
"""
import ast
import json
import platform
import random
import re
import signal

import numpy as np

from label import corpus, instrumented, labelled, late, read_steps, run

WANTED = 300


def names_like(tree, name):
    """Other names of the program that begin as this one does: its likeliest confusions."""
    all_names = sorted({one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)})
    return [one for one in all_names if one != name and (one[:2] == name[:2] or one[-2:] == name[-2:])]


def changes(text, tree):
    """(kind, line, old, new, start, end) of every small change."""
    starts = [0]
    for line in text.splitlines(True):
        starts.append(starts[-1] + len(line))
    place = lambda one: (starts[one.lineno - 1] + one.col_offset, starts[one.end_lineno - 1] + one.end_col_offset)
    # what the loss is computed from stays: only lines of gradients and updates change
    backward = re.compile(r"^\s*(self\.)?(d|g|grad|delta|n?abla|v|err)[A-Za-z_]*[\w.\[\]'\"]*\s*[-+*/]?=|-=|\+=|def .*(prime|deriv|back)|\b(lr|rate|eta|alpha)\b")
    lines = text.splitlines()
    for one in ast.walk(tree):
        if not hasattr(one, "lineno") or not backward.search(lines[one.lineno - 1]) or one.lineno != one.end_lineno:
            continue
        a, b = place(one)
        old = text[a:b]
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load):
            for new in names_like(tree, one.id):
                yield "operand", one.lineno, old, new, a, b
        elif isinstance(one, ast.BinOp):
            middle = (place(one.left)[1], place(one.right)[0])
            between = text[middle[0]:middle[1]]
            swap = {"+": "-", "-": "+"}
            for sign in swap:
                if between.strip() == sign:
                    yield "sign", one.lineno, between, between.replace(sign, swap[sign]), *middle
            if between.strip() == "*":
                yield "factor", one.lineno, old, text[slice(*place(one.left))], a, b
                yield "factor", one.lineno, old, text[slice(*place(one.right))], a, b
        elif isinstance(one, ast.AugAssign) and isinstance(one.op, (ast.Add, ast.Sub)):
            middle = (place(one.target)[1], place(one.value)[0])
            between = text[middle[0]:middle[1]]
            yield "sign", one.lineno, between, between.replace("-=", "%=").replace("+=", "-=").replace("%=", "+="), *middle
        elif isinstance(one, ast.Attribute) and one.attr == "T":
            yield "transpose", one.lineno, old, old[:-2], a, b
        elif isinstance(one, ast.keyword) and one.arg == "axis" and isinstance(one.value, ast.Constant):
            yield "axis", one.lineno, old, f"axis={1 - one.value.value}", a, b
        elif isinstance(one, ast.Subscript) and isinstance(one.slice, ast.Name):
            c, d = place(one.slice)
            yield "index", one.lineno, text[c:d], f"{text[c:d]} - 1", c, d


if __name__ == "__main__":
    rng = random.Random(4)
    steps = read_steps()
    right = {path.stem: path.read_text() for path in sorted((corpus / "right").glob("*.py"))}
    signal.signal(signal.SIGALRM, late)
    mutants, turn = [], 0
    programs = [name for name in right if not steps[name][0].startswith("none:")]
    pools = {name: list(changes(right[name], ast.parse(right[name]))) for name in programs}
    for pool in pools.values():
        rng.shuffle(pool)
    losses = {name: run(instrumented(right[name], steps[name]), 0, {}).loss for name in programs}
    while len(mutants) < WANTED and any(pools.values()):
        name = programs[turn % len(programs)]
        turn += 1
        if not pools[name]:
            continue
        kind, line, old, new, a, b = pools[name].pop()
        text = right[name][:a] + new + right[name][b:]
        signal.alarm(10)
        label = labelled({"program": name, "text": text, "name": name}, steps, right)
        signal.alarm(0)
        verdicts = {path: one["verdict"] for path, one in label.get("parameters", {}).items()}
        # a loss that changes says that the forward pass did
        if "wrong" in verdicts.values() and run(instrumented(text, steps[name]), 0, {}).loss == losses[name]:
            mutants.append({"program": name, "kind": kind, "line": line, "from": a, "to": b, "old": old, "new": new,
                            "wrong": [path for path, one in verdicts.items() if one == "wrong"]})
    rows = ",\n".join(" " + json.dumps(one, ensure_ascii=False) for one in mutants)
    head = json.dumps({"python": platform.python_version(), "numpy": np.__version__})[1:-1]
    (corpus / "mutants.json").write_text(f"{{{head}, \"mutants\": [\n{rows}\n]}}\n")
    print(len(mutants), {kind: sum(one["kind"] == kind for one in mutants) for kind in sorted({one["kind"] for one in mutants})})
