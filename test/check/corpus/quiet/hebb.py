import numpy as np
np.random.seed(0)
X = np.random.randn(50, 3); w = np.random.randn(3); eta = 0.01
for x in X:
    y = w @ x
    w += eta * y * (x - y * w)
som = np.random.rand(5, 2)
for t in range(20):
    x = np.random.rand(2)
    bmu = np.argmin(((som - x) ** 2).sum(axis=1))
    for i in range(5):
        som[i] += 0.1 * np.exp(-(i - bmu) ** 2 / 2) * (x - som[i])
