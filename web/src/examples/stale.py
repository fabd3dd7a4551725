import numpy as np

# one point
x, y = 0.5, 1.0
w, b = 0.3, 0.1
for epoch in range(5):
    y_hat = w * x + b
    loss = 0.5 * (y_hat - y) ** 2
    w = w - 0.1 * (y_hat - y) * x
    b = b - 0.1 * (y_hat - y)

# many points
X = np.array([0.5, 0.8, 1.5, 0.4, 0.4, 1.0, 1.9])
Y = np.array([1.0, 1.2, 1.2, 0.6, 0.5, 1.1, 1.3])
w, b = 0.3, 0.1
for epoch in range(20):
    Y_hat = w * X + b
    loss = np.mean(0.5 * (Y_hat - Y) ** 2)
    dL_dz = (Y_hat - y) / len(X)
    w = w - 0.1 * np.sum(dL_dz * x)
    b = b - 0.1 * np.sum(dL_dz)
