import numpy as np
np.random.seed(0)
X = np.random.randn(10, 3); y = np.random.randn(10, 1)
W = np.random.randn(3, 1); b = np.zeros(1)
lr = 0.1
for it in range(10):
    e = X @ W + b - y
    loss = np.mean(e ** 2)
    gW = 2 * X.T @ e / 10; gb = 2 * e.mean(axis=0)
    norm = np.sqrt(np.sum(gW ** 2) + np.sum(gb ** 2))
    if norm > 0.5:
        gW *= 0.5 / norm; gb *= 0.5 / norm
    W -= lr * gW; b -= lr * gb
    lr *= 0.99
