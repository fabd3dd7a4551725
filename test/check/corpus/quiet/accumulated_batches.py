# Gradients of four small batches make one step.
import numpy as np

rng = np.random.RandomState(16)
X = rng.randn(32, 3)
y = X @ np.array([1.0, -0.5, 0.2])
w = np.zeros(3)
total = np.zeros(3)
for step in range(64):
    rows = slice(4 * (step % 8), 4 * (step % 8) + 4)
    r = X[rows] @ w - y[rows]
    loss = np.mean(r ** 2)
    total += 2 * X[rows].T @ r / 4
    if step % 4 == 3:
        w -= 0.05 * total / 4
        total[:] = 0
