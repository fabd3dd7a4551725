import numpy as np
np.random.seed(0)
X = np.random.randn(100, 3)
y = (X @ np.array([1.0, -2.0, 0.5]) + 0.3 * np.random.randn(100) > 1).astype(float)
w = np.zeros(3)
b = 0.0
gamma, lr = 2.0, 0.5
for it in range(200):
    p = 1 / (1 + np.exp(-(X @ w + b)))
    pt = np.where(y == 1, p, 1 - p)
    loss = np.mean(-(1 - pt) ** gamma * np.log(pt))
    dpt = gamma * (1 - pt) ** (gamma - 1) * np.log(pt) - (1 - pt) ** gamma / pt
    dp = np.where(y == 1, dpt, -dpt)
    dz = dp * p * (1 - p) / len(y)
    w -= lr * X.T @ dz
    b -= lr * dz.sum()
    if it % 50 == 0:
        print(it, loss)
