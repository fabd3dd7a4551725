"""Runs the snippets of test/lift/numpy/snippets.txt by real NumPy and writes what they show.

One line is one snippet; the value of its last statement is shown by repr, as a notebook cell does.
Usage: /usr/bin/python3 scripts/oracle/numpy_snippets.py   (Debian's python3-numpy)
"""
import ast
import contextlib
import io
import json
import pathlib
import platform
import warnings

import numpy as np

folder = pathlib.Path(__file__).resolve().parents[2] / "test" / "lift" / "numpy"
warnings.simplefilter("ignore")


def shown(code):
    np.set_printoptions(edgeitems=3, infstr="inf", linewidth=75, nanstr="nan", precision=8, suppress=False,
                        threshold=1000, formatter=None, sign="-", floatmode="maxprec")
    scope = {"np": np}
    out = io.StringIO()
    body = ast.parse(code).body
    try:
        with contextlib.redirect_stdout(out):
            last = body[-1]
            if isinstance(last, ast.Expr):
                exec(compile(ast.Module(body[:-1], []), "snippet", "exec"), scope)
                value = eval(compile(ast.Expression(last.value), "snippet", "eval"), scope)
                if value is not None:
                    print(repr(value))
            else:
                exec(compile(ast.Module(body, []), "snippet", "exec"), scope)
    except Exception as error:
        return out.getvalue() + f"{type(error).__name__}: {error}\n"
    return out.getvalue()


lines = [line for line in (folder / "snippets.txt").read_text().splitlines() if line and not line.startswith("#")]
result = {
    "python": platform.python_version(),
    "numpy": np.__version__,
    "cases": [{"code": line, "shows": shown(line)} for line in lines],
}
name = f"numpy-{np.__version__.split('.')[0]}.json"
(folder / name).write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
print(len(lines), "snippets", np.__version__)
