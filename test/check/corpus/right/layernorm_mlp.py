import numpy as np

rng = np.random.default_rng(5)
X = rng.normal(size=(9, 4))
T = np.stack([np.sin(X[:, 0]), X[:, 1] * X[:, 2]], axis=1)

W1 = rng.normal(size=(4, 6)) * 0.5
g = np.ones(6)
s = np.zeros(6)
W2 = rng.normal(size=(6, 2)) * 0.5
eps = 1e-5
eta = 0.1

for it in range(60):
    u = X @ W1
    mean = u.mean(axis=1, keepdims=True)
    centered = u - mean
    std = np.sqrt((centered ** 2).mean(axis=1, keepdims=True) + eps)
    n = centered / std
    a = n * g + s
    r = np.maximum(a, 0.0)
    out = r @ W2
    mse = np.mean((out - T) ** 2)

    d_out = 2 * (out - T) / T.size
    d_W2 = r.T @ d_out
    d_a = (d_out @ W2.T) * (a > 0)
    d_g = (d_a * n).sum(axis=0)
    d_s = d_a.sum(axis=0)
    d_n = d_a * g
    d_u = (d_n - d_n.mean(axis=1, keepdims=True) - n * (d_n * n).mean(axis=1, keepdims=True)) / std
    d_W1 = X.T @ d_u

    W1 -= eta * d_W1
    g -= eta * d_g
    s -= eta * d_s
    W2 -= eta * d_W2
    if it % 20 == 0:
        print(it, mse)
