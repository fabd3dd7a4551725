"""1,000 short NumPy programs, seeded, and what they print: test/oracle/numpy-programs.jsonl.

Each is drawn from the families below with arrays, axes and formats of its own; what NumPy refuses ends in its message.
Usage: /usr/bin/python3 scripts/oracle/numpy_programs.py   (Debian's python3-numpy)
"""
import contextlib
import io
import random
import warnings

import numpy as np

from written import write

WANTED = 1000
rng = random.Random(20261127)
pick = rng.choice


def number():
    return pick([str(rng.randint(-9, 9)), f"{rng.randint(-99, 99) / 10}", f"{rng.randint(-999, 999) / 1000}", f"{rng.randint(1, 9)}e{rng.randint(-6, 7)}"])


def filled(shape, one):
    return one() if not shape else "[" + ", ".join(filled(shape[1:], one) for _ in range(shape[0])) + "]"


def array(shape=None, kind=None):
    """The text of an array: floats, integers or truths."""
    shape = shape if shape is not None else pick([(3,), (4,), (2, 3), (3, 2), (2, 2), (1, 3), (2, 1), (2, 2, 2), (3, 3)])
    kind = kind or pick("ffffib")
    one = {"f": number, "i": lambda: str(rng.randint(-9, 9)), "b": lambda: pick(["True", "False"]),
           "p": lambda: f"{rng.randint(1, 99) / 10}", "u": lambda: f"{rng.randint(-99, 99) / 100}"}[kind]
    text = f"np.array({filled(shape, one)}"
    if kind == "f":
        text += ", dtype=float" if rng.random() < 0.4 else ", dtype=np.float32" if rng.random() < 0.1 else ""
    return text + ")"


def shape2():
    return (rng.randint(1, 4), rng.randint(1, 4))


def elementwise():
    f = pick(["exp", "sin", "cos", "tanh", "abs", "square", "sign", "floor", "ceil", "rint", "negative", "cosh", "sinh", "arctan",
              "expm1", "trunc", "isnan", "isfinite", "cbrt", "deg2rad", "positive", "logical_not", "reciprocal", "arcsinh", "fabs"])
    # the last digit of a short float is its C library's
    x = array(kind=pick("fi")).replace("np.float32", "float")
    return f"x = {x}\nprint(np.{f}(x))"


def of_positive():
    return f"x = {array(kind='p')}\nprint(np.{pick(['log', 'log2', 'log10', 'log1p', 'sqrt', 'reciprocal', 'exp', 'tan', 'arctan'])}(x))"


def of_unit():
    return f"x = {array(kind='u')}\nprint(np.{pick(['arcsin', 'arccos', 'arctanh', 'arcsin', 'sqrt'])}({pick(['x', 'np.abs(x)'])}))"


def pairs():
    shape = pick([(3,), (2, 3), (3, 2), (2, 2)])
    other = pick([shape, shape[-1:], (1,) * len(shape), (), (*shape[:-1], 1)])
    a, b = array(shape, pick("ffi")), (array(other, pick("ffi")) if other else number())
    how = pick(["a + b", "a - b", "a * b", "a / b", "a // b", "a % b", "np.maximum(a, b)", "np.minimum(a, b)", "a > b", "a <= b", "a == b",
                "np.where(a > b, a, b)", "np.arctan2(a, b)", "np.hypot(a, b)", "np.add(a, b)", "np.fmod(a, b)", "np.power(np.abs(a) + 1, b / 4)",
                "np.logical_and(a, b)", "np.subtract.outer(a.ravel(), np.ravel(b))", "np.copysign(a, b)", "np.isclose(a, b)", "a**2 - b**2", "divmod(a, b)",
                "np.logaddexp(a, b)", "np.float_power(np.abs(a) + 0.5, 2)", "np.greater_equal(a, b)", "np.not_equal(a, b)"])
    return f"a = {a}\nb = {b}\n{pick(['print', 'print', ''])}({how})" if rng.random() < 0.7 else f"a = {a}\nb = {b}\nc = {how}\nprint(c, type(c).__name__)"


def reduction():
    shape = pick([(4,), (2, 3), (3, 2), (3, 3), (2, 2, 3)])
    axis = pick(["", f"axis={rng.randrange(len(shape))}", "axis=-1", f"axis={rng.randrange(len(shape))}, keepdims=True"])
    f = pick(["sum", "mean", "max", "min", "prod", "std", "var", "argmax", "argmin", "any", "all", "cumsum", "cumprod", "median", "ptp",
              "linalg.norm", "count_nonzero", "nansum", "average", "nanmean", "sort", "argsort", "nanmax"])
    if "keepdims" in axis and f in ("cumsum", "cumprod", "ptp", "average", "sort", "argsort", "argmax", "argmin"):
        axis = axis.split(",")[0]
    if f == "linalg.norm" and len(shape) == 3 and not axis:
        axis = "axis=0"
    x = array(shape, pick("ffi"))
    call = f"x.{f}({axis})" if rng.random() < 0.5 and f in ("sum", "mean", "max", "min", "prod", "std", "var", "argmax", "cumsum", "all", "any") else f"np.{f}(x{', ' + axis if axis else ''})"
    return f"x = {x}\nprint({call})"


def arranged():
    shape = pick([(6,), (2, 3), (3, 2), (2, 2), (3, 4)])
    size = int(np.prod(shape))
    how = pick(["x.T", f"x.reshape({size}, 1)", "x.reshape(-1)", "x.ravel()", "x[::-1]", "np.flip(x)", "np.roll(x, 1)", "np.expand_dims(x, 0)",
                "x[None]", "x[..., None]", "x[0]", "x[-1]", "x[1:]", "x[:-1]", "np.concatenate([x, x])", "np.stack([x, x + 1])", "np.vstack([x, x])",
                "np.hstack([x, x])", "np.tile(x, 2)", "np.repeat(x, 2)", "np.squeeze(x[None])", "np.split(x, 2)" if shape[0] % 2 == 0 else "np.array_split(x, 2)",
                "np.pad(x, 1)", "np.diff(x)", "np.atleast_2d(x)", "x.flatten()", "np.append(x, 5)", "np.swapaxes(x[None], 0, 1)", "x[x > 0]", "np.nonzero(x > 0)",
                "np.where(x > 0)", "np.unique(np.round(x))", "np.clip(x, -1, 1)", "x.astype(int)", "x.round(1)", "np.round(x, 2)", "x.tolist()", "x.shape, x.ndim, x.size, x.dtype",
                "np.insert(x.ravel(), 1, 9)", "np.delete(x.ravel(), 0)", "np.rot90(x)" if len(shape) == 2 else "x[[0, 2, 1]]", "np.triu(x)" if len(shape) == 2 else "np.diag(x)",
                "np.argwhere(x > 0)", "np.take(x, [0, 1])", "np.searchsorted(np.sort(x.ravel()), 1.5)", "np.cumsum(x)[::2]", "np.moveaxis(x[None], 0, -1).shape"])
    return f"x = {array(shape, pick('ffi'))}\nprint({how})" if rng.random() < 0.8 else f"x = {array(shape, pick('ffi'))}\n{how}"


def linear():
    n, k, m = rng.randint(1, 3), rng.randint(1, 3), rng.randint(1, 3)
    kind = pick("ffi")
    a, b, v = array((n, k), kind), array((k, m), kind), array((k,), kind)
    square = array((2, 2), "p")
    how = pick([f"a = {a}\nb = {b}\nprint(a @ b)", f"a = {a}\nb = {b}\nprint(a.dot(b))", f"a = {a}\nv = {v}\nprint(a @ v)", f"a = {a}\nb = {b}\nprint(np.einsum('ij,jk->ik', a, b))",
                f"v = {v}\nprint(np.dot(v, v), np.outer(v, v))", f"a = {square}\nprint(np.linalg.det(a))", f"a = {square}\nprint(np.linalg.inv(a + 5*np.eye(2)))",
                f"a = {square}\nprint(np.linalg.solve(a + 9*np.eye(2), np.array([1., 2.])))", f"a = {a}\nprint(np.trace(a @ a.T))", f"a = {a}\nb = {b}\nprint(np.matmul(a, b).shape, np.tensordot(a, b, 1))",
                f"v = {v}\nprint(np.inner(v, 2*v), np.vdot(v, v))", f"a = {a}\nprint(np.einsum('ij->j', a), np.einsum('ij,ij', a, a))", f"a = {a}\nprint(np.kron(a, np.eye(2)))",
                f"v = {array((3,), kind)}\nprint(np.cross(v, [1, 2, 3]))", f"a = {a}\nprint(np.linalg.norm(a), np.linalg.norm(a, axis=0))"])
    return how


def made():
    n = rng.randint(1, 6)
    return "print(" + pick([f"np.zeros({n})", f"np.ones(({n}, 2))", f"np.eye({n})", f"np.arange({n})", f"np.arange(0, {n}, 0.5)", f"np.linspace(0, {n}, {n + 2})", f"np.full((2, {n}), {number()})",
                            f"np.arange({n} * 2).reshape(2, {n})", f"np.diag(np.arange({n}))", f"np.identity({n})", f"np.logspace(0, {n}, 3)", f"np.tri({n})", f"np.zeros({n}, dtype=int)",
                            f"np.ones_like(np.arange({n}))", f"np.meshgrid(np.arange({n}), np.arange(2))", f"np.indices((2, {n}))", f"np.empty(({n}, 0))", f"np.arange({n}, -2, -1)", f"np.geomspace(1, {n + 1}, 4)",
                            f"np.array([]), np.zeros((0, {n}))", f"np.array({number()})", f"np.fromfunction(lambda i, j: i + j, (2, {n}))", f"np.vander([1, 2, 3], {n})"]) + ")"


def drawn():
    seed = rng.randint(0, 9999)
    how = pick(["np.random.rand(3)", "np.random.randn(2, 2)", "np.random.uniform(-1, 1, 3)", "np.random.randint(0, 10, 5)", "np.random.normal(0, 2, 3)", "np.random.permutation(5)",
                "np.random.choice(5, 3)", "np.random.choice(6, 3, replace=False)", "np.random.random((2, 2))", "np.random.binomial(5, 0.5, 4)", "np.random.standard_normal(2)", "np.random.exponential(1, 2)"])
    new = pick(["g.random(3)", "g.normal(size=3)", "g.integers(0, 10, 5)", "g.uniform(-1, 1, 2)", "g.standard_normal((2, 2))", "g.permutation(5)", "g.choice(6, 2)"])
    return f"np.random.seed({seed})\nprint({how})\nprint({how})" if rng.random() < 0.6 else f"g = np.random.default_rng({seed})\nprint({new})"


def formats():
    x = number()
    return pick([f"x = {x}\nprint(f'{{x:{pick(['.2f', '.4f', '8.3f', '.3e', 'g', '.3g', '+.2f', '10.1f', '.0f', '%', '.1%', 'e'])}}}')", f"print(np.float64({x}), repr(np.float64({x})), np.float32({x}))",
                 f"print({x}, {x} / 3, {x} * 7)", f"print('%.3f %d' % ({x}, {rng.randint(-9, 9)}))", f"x = np.float64({x})\nprint(x / 3, x**2, -x, abs(x), round(x, 1))",
                 f"print([np.float64({x}), {x}])", f"print(np.array2string({array()}, precision=3))", f"print(str({array((2,))}), repr({array((3,))}))", f"print('{{:.3f}}'.format(np.mean({array()})))",
                 f"print(round({x} / 7, {rng.randint(0, 5)}), int({x}), float({x}))"])


def loops():
    rate = pick(["0.1", "0.01", "0.5", "1e-3"])
    kind = pick(["quadratic", "neuron", "layer", "softmax", "normal"])
    x, y = array((4,), "u"), array((4,), "u")
    if kind == "quadratic":
        return f"x = {number()}\nfor i in range(5):\n    g = 2*(x - {rng.randint(1, 5)})\n    x -= {rate}*g\n    print(f'{{i}}: {{x:.6f}} {{g:.4f}}')"
    if kind == "neuron":
        return f"x = {x}\ny = {y}\nw, b = {rng.randint(-9, 9) / 10}, 0.0\nfor epoch in range(3):\n    p = 1/(1 + np.exp(-(w*x + b)))\n    d = (p - y)*p*(1 - p)\n    w -= {rate}*np.mean(d*x)\n    b -= {rate}*d.mean()\nprint(w, b, np.round(p, 6))"
    if kind == "layer":
        return f"X = {array((3, 2), 'u')}\nW = {array((2, 2), 'u')}\nb = np.zeros(2)\nfor _ in range(2):\n    H = np.tanh(X @ W + b)\n    dZ = (H - 0.5)*(1 - H**2)/len(X)\n    W = W - {rate}*X.T @ dZ\n    b -= {rate}*dZ.sum(axis=0)\nprint(W)\nprint(b)"
    if kind == "softmax":
        return f"Z = {array((2, 3), 'u')}\ny = np.array([{rng.randrange(3)}, {rng.randrange(3)}])\nE = np.exp(Z - Z.max(axis=1, keepdims=True))\nP = E / E.sum(axis=1, keepdims=True)\nprint(-np.log(P[np.arange(2), y]).mean())\nP[np.arange(2), y] -= 1\nprint(P / 2)"
    return f"X = {array((3, 3), 'u')}\nmu, sd = X.mean(axis=0), X.std(axis=0)\nprint((X - mu) / sd)\nprint(np.cov(X.T))\nprint(np.corrcoef(X[0], X[1]))"


def writing():
    x = array(pick([(4,), (3, 3), (2, 3)]), pick("fi"))
    return f"x = {x}\n" + pick(["x[0] = 7", "x[-1] += 1", "x *= 2", "x[x < 0] = 0", "y = x.copy()\ny[0] = 9", "y = x[1:]\ny *= 0", "x[:] = 3", "x[..., 0] = -1", "x -= x.mean().astype(x.dtype)", "x.sort()",
                                "x.fill(2)", "x[[0, 1]] = x[[1, 0]]", "x.T[0] = 5", "x = x.reshape(-1)\nx[::2] = 0", "np.add.at(x, [0, 0], 1)", "x.flat[1] = 8", "x //= 2", "x = -x\nx **= 2", "np.fill_diagonal(x[:2, :2] if x.ndim == 2 else x.reshape(2, 2), 4)"]) + "\nprint(x)"


families = [elementwise, of_positive, of_unit, pairs, pairs, pairs, reduction, reduction, reduction, arranged, arranged, arranged, linear, linear, made, drawn, formats, formats, loops, writing]


def shown(code):
    out = io.StringIO()
    scope = {"np": np, "__name__": "__main__"}
    np.set_printoptions(edgeitems=3, infstr="inf", linewidth=75, nanstr="nan", precision=8, suppress=False, threshold=1000, formatter=None, sign="-", floatmode="maxprec")
    try:
        with contextlib.redirect_stdout(out), warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            exec(compile(code, "program", "exec"), scope)
    except Exception as error:
        return out.getvalue() + f"{type(error).__name__}: {error}\n"
    return out.getvalue()


if __name__ == "__main__":
    rows, seen = [], set()
    while len(rows) < WANTED:
        code = pick(families)()
        shows = shown(code)
        # a bare expression prints nothing in a script
        if code in seen or not shows or len(shows) > 900:
            continue
        seen.add(code)
        rows.append({"code": code, "shows": shows})
    print(sum("Error: " in one["shows"] for one in rows), "end in an error")
    write("numpy-programs.jsonl", {"numpy": np.__version__}, rows)
