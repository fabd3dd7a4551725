"""Runs a notebook through a Jupyter kernel and prints it with its outputs, as JSON.

    JUPYTER_PATH=… python3 run_notebook.py NOTEBOOK KERNEL FOLDER
"""

import json
import queue
import sys

from jupyter_client.manager import start_new_kernel

notebook, kernel, folder = sys.argv[1:]
with open(notebook, encoding="utf-8") as file:
    document = json.load(file)

cells = [one for one in document["cells"] if one["cell_type"] == "code"]
by_request = {}


def take(message):
    """Deno's kernel may say that it is idle before a result is sent: outputs find their cell by the request."""
    cell = by_request.get(message["parent_header"].get("msg_id"))
    content = message["content"]
    kind = message["msg_type"]
    if cell is None:
        return False
    if kind == "execute_result":
        cell["outputs"].append({
            "output_type": kind,
            "execution_count": cell["execution_count"],
            "data": content["data"],
            "metadata": {},
        })
    elif kind == "stream":
        cell["outputs"].append({"output_type": kind, "name": content["name"], "text": content["text"]})
    elif kind == "error":
        cell["outputs"].append({"output_type": kind, **{key: content[key] for key in ("ename", "evalue", "traceback")}})
    return kind == "status" and content["execution_state"] == "idle"


manager, client = start_new_kernel(kernel_name=kernel, startup_timeout=120, cwd=folder)
try:
    for count, cell in enumerate(cells, 1):
        cell["execution_count"] = count
        cell["outputs"] = []
        by_request[client.execute("".join(cell["source"]))] = cell
        while not take(client.get_iopub_msg(timeout=120)):
            pass
    try:
        while True:
            take(client.get_iopub_msg(timeout=3))
    except queue.Empty:
        pass
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)

json.dump(document, sys.stdout, indent=1, ensure_ascii=False)
print()
