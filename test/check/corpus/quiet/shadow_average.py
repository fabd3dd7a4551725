import numpy as np

rng = np.random.RandomState(15)
X = rng.randn(10, 2)
y = X @ np.array([1.0, 2.0])
w = np.zeros(2)
shadow = w
w_old = w.copy()
for step in range(60):
    r = X @ w - y
    loss = np.mean(r ** 2)
    w_old = w.copy()
    w -= 0.1 * 2 * X.T @ r / len(y)
    shadow = 0.95 * shadow + 0.05 * w
    if np.linalg.norm(w - w_old) < 1e-8:
        break
print(w, shadow)
