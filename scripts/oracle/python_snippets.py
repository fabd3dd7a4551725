"""Runs test/lift/python/snippets.txt in real Python and writes what each snippet prints, with the version."""

import contextlib
import io
import json
import pathlib
import platform

here = pathlib.Path(__file__).resolve().parents[2] / "test" / "lift" / "python"
results = []
for snippet in (here / "snippets.txt").read_text().split("#---\n"):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(snippet, "snippet", "exec"), {"__name__": "__main__"})
    results.append({"code": snippet, "prints": out.getvalue()})
data = {"python": platform.python_version(), "snippets": results}
(here / "snippets.json").write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
