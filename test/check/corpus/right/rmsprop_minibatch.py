import numpy as np

np.random.seed(14)
X = np.random.rand(24, 3)
y = (X[:, 0] + X[:, 1] > X[:, 2] + 0.5).astype(float).reshape(-1, 1)

W1 = np.random.randn(3, 4) * 0.6
b1 = np.zeros((1, 4))
W2 = np.random.randn(4, 1) * 0.6
b2 = np.zeros((1, 1))
params = [W1, b1, W2, b2]
cache = [np.zeros_like(p) for p in params]

decay_rate = 0.9
lr = 0.01
eps = 1e-6


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def iterate_minibatches(X, y, size):
    order = np.random.permutation(len(X))
    for s in range(0, len(X), size):
        sel = order[s:s + size]
        yield X[sel], y[sel]


for epoch in range(40):
    for xb, yb in iterate_minibatches(X, y, 6):
        h = sigmoid(xb.dot(W1) + b1)
        p = sigmoid(h.dot(W2) + b2)
        loss = -np.mean(yb * np.log(p) + (1 - yb) * np.log(1 - p))

        dlogit = (p - yb) / yb.shape[0]
        gW2 = h.T.dot(dlogit)
        gb2 = dlogit.sum(0, keepdims=True)
        dh = dlogit.dot(W2.T) * h * (1 - h)
        gW1 = xb.T.dot(dh)
        gb1 = dh.sum(0, keepdims=True)

        grads = [gW1, gb1, gW2, gb2]
        for i in range(4):
            cache[i] = decay_rate * cache[i] + (1 - decay_rate) * grads[i] ** 2
            params[i] -= lr * grads[i] / (np.sqrt(cache[i]) + eps)
    if epoch % 10 == 0:
        print(epoch, loss)
