import numpy as np

np.random.seed(9)
X = np.random.randn(25, 3)
w_true = np.array([1.0, -2.0, 0.5])
y = X @ w_true + 0.2 + 0.1 * np.random.randn(25)
y[::8] += 6.0  # outliers

delta = 1.0
w = np.zeros(3)
b = 0.0
alpha = 0.1

def huber(r):
    small = np.abs(r) <= delta
    return np.where(small, 0.5 * r ** 2, delta * (np.abs(r) - 0.5 * delta))

for k in range(200):
    r = X @ w + b - y
    loss = huber(r).mean()
    g = np.where(np.abs(r) <= delta, r, delta * np.sign(r))
    grad_w = X.T @ g / len(y)
    grad_b = g.mean()
    w -= alpha * grad_w
    b -= alpha * grad_b
    if k % 50 == 0:
        print(k, loss)

print(w, b)
