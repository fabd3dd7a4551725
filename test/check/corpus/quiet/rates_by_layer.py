import numpy as np

rng = np.random.RandomState(13)
X = rng.randn(15, 3)
y = rng.randn(15, 1)
W1 = rng.randn(3, 4) * 0.5
W2 = rng.randn(4, 1) * 0.5
lr_hidden, lr_output = 0.2, 0.02
for epoch in range(40):
    h = np.tanh(X @ W1)
    p = h @ W2
    loss = np.mean((p - y) ** 2)
    dp = 2 * (p - y) / y.size
    g2 = h.T @ dp
    g1 = X.T @ (dp @ W2.T * (1 - h ** 2))
    W1 -= lr_hidden * g1
    W2 -= lr_output * g2
