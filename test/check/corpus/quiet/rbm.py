import numpy as np
np.random.seed(0)
V = (np.random.rand(10, 6) > 0.5).astype(float)
W = 0.1 * np.random.randn(6, 3); a = np.zeros(6); b = np.zeros(3)
sig = lambda x: 1 / (1 + np.exp(-x))
for epoch in range(10):
    ph = sig(V @ W + b)
    h = (np.random.rand(*ph.shape) < ph).astype(float)
    pv = sig(h @ W.T + a)
    ph2 = sig(pv @ W + b)
    W += 0.1 * (V.T @ ph - pv.T @ ph2) / 10
    a += 0.1 * np.mean(V - pv, axis=0)
    b += 0.1 * np.mean(ph - ph2, axis=0)
    error = np.sum((V - pv) ** 2)
    print(epoch, error)
