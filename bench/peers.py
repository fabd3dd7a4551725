"""One task by NumPy or PyTorch: python3 bench/peers.py numpy|torch TASK THREADS"""
import json, os, sys, time, resource

library, name, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(threads)
import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
task = json.load(open(os.path.join(here, "tasks.json")))[name]
layers, batch, rate = task["layers"], task["batch"], np.float32(task["rate"])
relu, entropy = task["activation"] == "relu", task["loss"] == "entropy"


def generator(state):
    while True:
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        yield state / 2147483648


numbers = generator(42)
take = lambda count: np.array([next(numbers) for _ in range(count)])
X = take(batch * layers[0]).astype(np.float32).reshape(batch, -1)
y = take(batch)
y = np.floor(y * layers[-1]).astype(np.int64) if entropy else y.astype(np.float32).reshape(-1, 1)
W = []
for inner, width in zip(layers, layers[1:]):
    scale = (6 / (inner + width)) ** 0.5
    W.append(((take(inner * width) * 2 - 1) * scale).astype(np.float32).reshape(inner, width))
b = [np.zeros(width, np.float32) for width in layers[1:]]

if library == "numpy":
    hot = np.eye(layers[-1], dtype=np.float32)[y] if entropy else None

    def step():
        values = [X]
        for k in range(len(W)):
            z = values[-1] @ W[k]
            z += b[k]
            if k < len(W) - 1:
                z = np.maximum(z, 0, out=z) if relu else np.tanh(z, out=z)
            values.append(z)
        if entropy:
            e = values[-1] - values[-1].max(1, keepdims=True)
            p = np.exp(e)
            s = p.sum(1, keepdims=True)
            loss = -((e - np.log(s)) * hot).sum() / batch
            d = (p / s - hot) / np.float32(batch)
        else:
            error = values[-1] - y
            loss = (error * error).mean()
            d = error * np.float32(2 / batch)
        for k in range(len(W) - 1, -1, -1):
            dW, db = values[k].T @ d, d.sum(0)
            if k > 0:
                d = d @ W[k].T
                d *= values[k] > 0 if relu else 1 - values[k] * values[k]
            W[k] -= rate * dW
            b[k] -= rate * db
        return float(loss)

else:
    import torch

    torch.set_num_threads(threads)
    x, target = torch.from_numpy(X), torch.from_numpy(y)
    parameters = [torch.from_numpy(one).requires_grad_() for pair in zip(W, b) for one in pair]
    optimizer = torch.optim.SGD(parameters, lr=float(rate))

    def step():
        h = x
        for k in range(len(W)):
            h = torch.addmm(parameters[2 * k + 1], h, parameters[2 * k])
            if k < len(W) - 1:
                h = torch.relu(h) if relu else torch.tanh(h)
        loss = torch.nn.functional.cross_entropy(h, target) if entropy else ((h - target) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return float(loss)


for _ in range(5):
    found = step()


def once(count):
    begun = time.perf_counter()
    for _ in range(count):
        step()
    return (time.perf_counter() - begun) * 1000


warm, last, k = time.perf_counter() + 0.4, 0, 0
while k < 3 or time.perf_counter() < warm:
    last, k = once(1), k + 1
count = max(1, round(20 / max(0.001, last)))
times = []
end = time.perf_counter() + 0.7
while time.perf_counter() < end or len(times) < 3:
    times.append(once(count) / count)
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
print(json.dumps({"ms": sorted(times)[len(times) // 2], "loss": found, "memory": memory}))
