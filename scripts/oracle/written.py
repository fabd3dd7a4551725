"""One way for the oracles to write: JSON lines, the first of which says what made them and when."""
import datetime
import json
import pathlib
import platform

folder = pathlib.Path(__file__).resolve().parents[2] / "test" / "oracle"


def write(name, versions, rows):
    """Writes rows to test/oracle/name and prints what is different from what stood there."""
    path = folder / name
    line = lambda one: json.dumps(one, ensure_ascii=False, separators=(",", ":"))
    before = path.read_text().splitlines()[1:] if path.exists() else []
    after = [line(one) for one in rows]
    changed = [k for k in range(min(len(before), len(after))) if before[k] != after[k]]
    print(f"{name}: {len(after)} rows, {len(changed)} changed, {max(0, len(after) - len(before))} new, {max(0, len(before) - len(after))} gone")
    for k in changed[:5]:
        print(f"  row {k + 1}: {before[k][:150]}\n    now: {after[k][:150]}")
    if before == after and path.exists() and all(json.loads(path.read_text().splitlines()[0]).get(one) == version for one, version in versions.items()):
        return  # the same by the same versions: its date stands
    head = {"made": datetime.date.today().isoformat(), "python": platform.python_version(), **versions, "rows": len(rows)}
    path.write_text("\n".join([line(head), *after]) + "\n")
