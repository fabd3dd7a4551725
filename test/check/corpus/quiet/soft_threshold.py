import numpy as np
np.random.seed(0)
A = np.random.randn(30, 10)
x_true = np.zeros(10)
x_true[[1, 4]] = [2.0, -3.0]
b = A @ x_true + 0.01 * np.random.randn(30)
lam = 0.5
L = np.linalg.norm(A, 2) ** 2
x = np.zeros(10)

def soft_threshold(v, t):
    return np.sign(v) * np.maximum(np.abs(v) - t, 0)

for k in range(100):
    grad = A.T @ (A @ x - b)
    x = soft_threshold(x - grad / L, lam / L)
    obj = 0.5 * np.sum((A @ x - b) ** 2) + lam * np.sum(np.abs(x))
    if k % 20 == 0:
        print(k, obj)
