import numpy as np
np.random.seed(0)
X = np.random.randn(8, 3); y = np.random.randn(8, 1); w = np.random.randn(3, 1)
delta = np.full_like(w, 0.1); prev = np.zeros_like(w)
for it in range(10):
    e = X @ w - y
    loss = 0.5 * np.sum(e ** 2)
    g = X.T @ e
    delta = np.where(g * prev > 0, np.minimum(delta * 1.2, 50), np.where(g * prev < 0, np.maximum(delta * 0.5, 1e-6), delta))
    w -= np.sign(g) * delta
    prev = g
