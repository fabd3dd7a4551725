import numpy as np
np.random.seed(0)
X = np.random.randn(30, 2); C = X[:3].copy()
for it in range(10):
    d = np.linalg.norm(X[:, None] - C[None], axis=2)
    lab = d.argmin(axis=1)
    cost = np.sum(d[np.arange(30), lab] ** 2)
    C = np.array([X[lab == k].mean(axis=0) for k in range(3)])
