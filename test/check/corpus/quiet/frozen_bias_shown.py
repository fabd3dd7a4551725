# The hidden biases are meant to be zero; their gradient is only looked at.
import numpy as np

rng = np.random.RandomState(3)
X = rng.randn(10, 3)
y = np.tanh(X @ rng.randn(3, 1))
W1 = rng.randn(3, 4) * 0.5
b1 = np.zeros((1, 4))
W2 = rng.randn(4, 1) * 0.5
lr = 0.1
for epoch in range(50):
    h = np.tanh(X @ W1 + b1)
    p = h @ W2
    loss = np.mean((p - y) ** 2)
    dp = 2 * (p - y) / len(y)
    dW2 = h.T @ dp
    dz = dp @ W2.T * (1 - h ** 2)
    dW1 = X.T @ dz
    db1 = dz.sum(axis=0, keepdims=True)
    W1 -= lr * dW1
    W2 -= lr * dW2
    if epoch % 10 == 0:
        print(epoch, loss, "bias would move by", np.abs(db1).max())
