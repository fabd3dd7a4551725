import numpy as np
rng = np.random.RandomState(0)
C = np.array([[3.0, 1.0], [1.0, 2.0]])
X = rng.multivariate_normal([0, 0], C, size=200)
w = rng.randn(2)
eta = 0.01
for epoch in range(20):
    for x in X:
        y = w.dot(x)
        w += eta * y * (x - y * w)
print(w, np.linalg.norm(w))
