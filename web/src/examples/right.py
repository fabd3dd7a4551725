import numpy as np

x = np.array([0.5, 0.8, 1.5, 0.4, 0.4, 1.0, 1.9])
y = np.array([1.0, 1.2, 1.2, 0.6, 0.5, 1.1, 1.3])
w, b = 0.3, 0.1
rate = 0.1

for epoch in range(20):
    y_hat = 1 / (1 + np.exp(-(w * x + b)))
    loss = np.mean((y_hat - y) ** 2) / 2

    error = (y_hat - y) * y_hat * (1 - y_hat)
    w -= rate * np.mean(error * x)
    b -= rate * np.mean(error)
