import numpy as np
np.random.seed(0)
def f(w, X, y): return np.mean((X @ w - y) ** 2)
def num_grad(w, X, y, eps=1e-5):
    g = np.zeros_like(w)
    for i in range(len(w)):
        wp = w.copy(); wp[i] += eps
        wm = w.copy(); wm[i] -= eps
        g[i] = (f(wp, X, y) - f(wm, X, y)) / (2 * eps)
    return g
X = np.random.randn(8, 3); y = np.random.randn(8); w = np.random.randn(3)
for it in range(10):
    loss = f(w, X, y)
    g = num_grad(w, X, y)
    w -= 0.1 * g
