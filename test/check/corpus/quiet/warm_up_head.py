import numpy as np

rng = np.random.RandomState(8)
X = rng.randn(12, 4)
y = (X[:, :1] > 0).astype(float)
W1 = rng.randn(4, 5) * 0.5
b1 = np.zeros(5)
W2 = rng.randn(5, 1) * 0.5

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

for epoch in range(60):
    h = np.tanh(X @ W1 + b1)
    p = sigmoid(h @ W2)
    loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    d = (p - y) / len(y)
    dW2 = h.T @ d
    dz = d @ W2.T * (1 - h ** 2)
    dW1, db1 = X.T @ dz, dz.sum(axis=0)
    W2 -= 0.5 * dW2
    if epoch >= 20:
        W1 -= 0.5 * dW1
        b1 -= 0.5 * db1
