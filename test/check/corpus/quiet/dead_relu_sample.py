import numpy as np

data = [(np.array([-1.0, -2.0]), 1.0), (np.array([2.0, 1.0]), 0.5), (np.array([1.0, 3.0]), -0.5)]
W = np.array([[0.5, 0.3], [0.2, 0.8]])
v = np.array([0.7, -0.4])
lr = 0.05
for epoch in range(20):
    for x, t in data:
        z = x @ W
        h = np.maximum(z, 0)
        loss = 0.5 * (h @ v - t) ** 2
        e = h @ v - t
        dv = e * h
        dW = np.outer(x, e * v * (z > 0))
        v -= lr * dv
        W -= lr * dW
