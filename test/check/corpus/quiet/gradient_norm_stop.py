import numpy as np

rng = np.random.RandomState(20)
A = rng.randn(12, 3)
t = A @ np.array([1.0, 0.0, -1.0])
w = np.ones(3)
grad_norm, count = 1.0, 0
while grad_norm > 1e-6 and count < 1000:
    r = A @ w - t
    loss = 0.5 * np.mean(r ** 2)
    gradient = A.T @ r / len(t)
    w = w - 0.1 * gradient
    grad_norm = np.linalg.norm(gradient)
    count += 1
