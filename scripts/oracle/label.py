"""Labels the programs of test/check/corpus under real NumPy, without our checker.

Each program is run anew for every difference: up to one pass of its step, where parameters are moved by a little, to the
end of that pass, where its own loss is read. The step it takes itself is then compared with the slope. What is compared,
and how a step is found, is written by hand in steps.txt.
Usage: /usr/bin/python3 scripts/oracle/label.py < cases.json > labels.json   (Debian's python3-numpy)
  cases: [{"name", "program", "text"}], as scripts/score.ts writes them
"""
import ast
import contextlib
import io
import json
import pathlib
import platform
import random
import signal
import sys
import warnings

import numpy as np

corpus = pathlib.Path(__file__).resolve().parents[2] / "test" / "check" / "corpus"
warnings.simplefilter("ignore")
EPS = 1e-5      # of a central difference
CLOSE = 2e-5    # relative to the largest entry
MOST = 8        # entries of a parameter that are differenced; a direction through all of it comes with them


class Done(BaseException):
    """The pass is over."""


def read_steps():
    steps = {}
    for line in (corpus / "steps.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, *rest = [part.strip() for part in line.split(" | ")]
            steps[name] = rest
    return steps


def leaves(value):
    """(get, set) of every number or array in a value, lists and objects with .data included."""
    if isinstance(value, np.ndarray):
        yield value, None
    elif isinstance(value, list):
        for k, one in enumerate(value):
            if isinstance(one, (int, float, np.floating)):
                yield one, (lambda new, k=k: value.__setitem__(k, new))
            else:
                yield from leaves(one)
    elif hasattr(value, "data") and not isinstance(value, (np.generic, float, int)):
        yield value.data, (lambda new: setattr(value, "data", new))
    else:
        yield value, None


def flat(value):
    return np.concatenate([np.asarray(one, float).ravel() for one, _ in leaves(value)])


def moved(value, delta):
    """The value with delta added, in place wherever it can be."""
    at = 0
    for one, put in list(leaves(value)):
        size = np.size(one)
        piece = delta[at:at + size]
        at += size
        if isinstance(one, np.ndarray) and one.dtype.kind == "f" and one.ndim > 0:
            one += piece.reshape(one.shape)
        elif put:
            put(one + (piece.reshape(np.shape(one)) if isinstance(one, np.ndarray) else float(piece[0])))
        else:
            return one + (piece.reshape(np.shape(one)) if isinstance(one, np.ndarray) else float(piece[0]))
    return value


class Hooks:
    def __init__(self, wanted, shift):
        self.wanted, self.shift, self.count = wanted, shift, -1
        self.start, self.end, self.gradient, self.loss, self.rate = {}, {}, {}, None, None

    def begins(self):
        self.count += 1
        return self.count == self.wanted

    def begin(self, name, value):
        if name in self.shift:
            value = moved(value, self.shift[name])
        self.start[name] = flat(value).copy()
        return value


def instrumented(text, spec):
    head, loss, rate, names = spec
    header, _, nth = head.partition("@")
    tree = ast.parse(text)
    found = [one for one in ast.walk(tree) if isinstance(one, (ast.For, ast.While))
             and ast.get_source_segment(text, one).startswith(header)]
    found.sort(key=lambda one: one.lineno)
    step = found[int(nth or 1) - 1]
    before = loss.startswith("before:")
    loss = loss.removeprefix("before:").strip()
    begin, end = [], []
    for one in names.split():
        path, _, gradient = one.partition("<")
        name, _, expression = path.partition("=")
        expression = expression or name
        begin.append(f"{expression} = __o__.begin({name!r}, {expression})" if "(" not in expression and " for " not in expression
                     else f"__o__.begin({name!r}, {expression})")
        end.append(f"__o__.end[{name!r}] = __o__.flat({expression})")
        if gradient:
            end.append(f"__o__.gradient[{name!r}] = __o__.flat({gradient})")
    read = [f"__o__.loss = float(np.squeeze({loss}))", f"__o__.rate = {rate}"]
    begin, end = (begin + read, end) if before else (begin, read + end)
    source = "if __o__.begins():\n" + "\n".join("    " + one for one in begin)
    last = "if __o__.count == __o__.wanted:\n" + "\n".join("    " + one for one in end) + "\n    raise __o__.Done()"
    step.body = [*ast.parse(source).body, *step.body, *ast.parse(last).body]
    return compile(ast.fix_missing_locations(tree), "program", "exec")


def run(code, wanted, shift):
    hooks = Hooks(wanted, shift)
    hooks.flat, hooks.Done = (lambda value: flat(value).copy()), Done
    np.random.seed(0)
    random.seed(0)
    sys.argv = ["program"]
    scope = {"__name__": "__main__", "__o__": hooks, "np": np}
    # Python looks names of annotated dataclasses up in their module
    sys.modules["__main__"].__dict__.setdefault("np", np)
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            exec(code, scope)
        except Done:
            return hooks
    return None


def point(code, wanted, shift, seed, base=None):
    """Step and slope of each parameter at one state: the entries that were differenced, then along one direction."""
    own = run(code, wanted, shift)
    if own is None:
        return None
    rng = np.random.RandomState(seed)
    out = {}
    for name, start in own.start.items():
        picks = range(start.size) if start.size <= MOST else sorted(rng.choice(start.size, MOST, replace=False))
        directions = [np.eye(1, start.size, k)[0] for k in picks] + [rng.choice([-1.0, 1.0], start.size)]
        if own.end[name].size != start.size:
            out[name] = None
            continue
        entering = own.gradient.get(name)
        step = own.end[name] - start if entering is None else -entering
        rows = []
        for d in directions:
            ends = []
            for sign in (1, -1):
                other = {**shift, name: shift.get(name, np.zeros(start.size)) + sign * EPS * d}
                ends.append(run(base or code, wanted, other).loss)
            middle = run(base or code, wanted, shift).loss if len(rows) == 0 else middle
            right, left = (ends[0] - middle) / EPS, (middle - ends[1]) / EPS
            if abs(right - left) > 1e-2 * max(1e-3, abs(right) + abs(left)):
                continue  # a kink lies between
            rows.append((float(step @ d), (ends[0] - ends[1]) / (2 * EPS)))
        out[name] = np.array(rows), (1.0 if entering is not None else float(own.rate or 1))
    return out


def judge(found):
    """right, scaled or wrong, the ratio of step and slope, and the worst error relative to the largest step."""
    if any(one is None for one in found):
        return {"verdict": "wrong", "reason": "its step changes its shape"}
    ratios, worst = [], 0.0
    for rows, rate in found:
        if len(rows) == 0:
            continue
        step, slope = rows[:, 0], -rows[:, 1]
        if np.abs(slope).max() < 1e-9:
            if np.abs(step).max() > 1e-9 * max(1, rate):
                worst = np.inf
            continue
        if np.abs(step).max() == 0:
            return {"verdict": "still"}
        ratio = float(step @ slope / (slope @ slope))
        worst = max(worst, float(np.abs(step - ratio * slope).max() / np.abs(step).max()))
        ratios.append(ratio / rate)
    if not ratios:
        return {"verdict": "flat" if worst == 0 else "wrong"}
    same = max(ratios) - min(ratios) <= 1e-4 * abs(ratios[0])
    label = {"ratio": float(f"{ratios[0]:.6g}"), "worst": float(f"{min(worst, 1e9):.2g}")}
    if worst > CLOSE or not same or ratios[0] < 0:
        return {"verdict": "wrong", **label}
    return {"verdict": "right" if abs(ratios[0] - 1) < 1e-4 else "scaled", **label}


def labelled(case, steps, right):
    spec = steps.get(case["program"], ["none: no step is written for it"])
    if spec[0].startswith("none:"):
        return {"unlabelled": spec[0][5:].strip()}
    try:
        code = instrumented(case["text"], spec)
        # where the fault is that the loss is never computed anew, the right program says what it should be
        base = instrumented(right[case["program"]], spec) if case.get("rule") == "forward value never refreshed" else None
        first = run(code, 0, {})
        if first is None:
            return {"unlabelled": "the step does not run to its end"}
        rng = np.random.RandomState(5)
        shift = {name: rng.uniform(-0.2, 0.2, one.size) * np.maximum(0.3, np.abs(one)) for name, one in first.start.items()}
        points = [point(code, 0, {}, 1, base), point(code, 0, shift, 2, base)]
        try:
            later = None if base else point(code, 2, {}, 3)
        except (ValueError, ArithmeticError):
            later = None  # shapes that an earlier step has spoilt
        points += [later] if later else []
        label = {"parameters": {name: judge([one[name] for one in points]) for name in first.start}}
        if "<" in spec[3]:
            label["judged"] = "by the gradient that enters the optimiser; its own formula is not labelled"
        return label
    except TimeoutError:
        return {"unlabelled": "it takes too long"}
    except Exception as error:
        return {"unlabelled": f"{type(error).__name__}: {error}"[:120]}


def late(*_):
    raise TimeoutError


if __name__ == "__main__":
    steps = read_steps()
    right = {path.stem: path.read_text() for path in (corpus / "right").glob("*.py")}
    signal.signal(signal.SIGALRM, late)
    labels = {}
    for case in json.load(sys.stdin):
        signal.alarm(30)
        labels[case["name"]] = labelled(case, steps, right)
        signal.alarm(0)
    json.dump({"python": platform.python_version(), "numpy": np.__version__, "labels": labels}, sys.stdout, indent=1)
    print()
