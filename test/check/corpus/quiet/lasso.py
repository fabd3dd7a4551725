import numpy as np
np.random.seed(0)
X = np.random.randn(15, 4); y = X @ np.array([1., 0, 0, 2]) + 0.1 * np.random.randn(15)
w = np.random.randn(4); lam = 0.1; lr = 0.01
for it in range(20):
    r = X @ w - y
    loss = 0.5 * np.mean(r ** 2) + lam * np.sum(np.abs(w))
    grad = X.T @ r / 15 + lam * np.sign(w)
    w = w - lr * grad
v = np.random.randn(4)
for it in range(20):
    r = X @ v - y
    loss = 0.5 * np.mean(r ** 2)
    v = v - lr * X.T @ r / 15
    v = np.sign(v) * np.maximum(np.abs(v) - lr * lam, 0)
