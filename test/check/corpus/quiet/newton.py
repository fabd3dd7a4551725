import numpy as np
np.random.seed(0)
X = np.c_[np.ones(20), np.random.randn(20, 2)]; y = (np.random.rand(20) > 0.5).astype(float)
w = np.zeros(3)
for it in range(6):
    p = 1 / (1 + np.exp(-X @ w))
    loss = -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))
    g = X.T @ (p - y)
    H = X.T @ (X * (p * (1 - p))[:, None])
    w -= np.linalg.solve(H, g)
