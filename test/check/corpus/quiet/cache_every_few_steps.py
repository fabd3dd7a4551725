import numpy as np

rng = np.random.RandomState(21)
X = rng.randn(16, 3)
y = X @ np.array([0.3, 0.7, -1.0])
w = np.zeros(3)
for step in range(60):
    # variance-reduced steps: the whole gradient is refreshed every 8 steps
    if step % 8 == 0:
        anchor = w.copy()
        full = 2 * X.T @ (X @ anchor - y) / len(y)
    i = step % 16
    own = 2 * X[i] * (X[i] @ w - y[i])
    there = 2 * X[i] * (X[i] @ anchor - y[i])
    w = w - 0.02 * (own - there + full)
print(np.mean((X @ w - y) ** 2))
