import numpy as np

np.random.seed(9)
X = np.random.randn(12, 3)
classes = np.argmax(X + 0.3 * np.random.randn(12, 3), axis=1)
targets = np.eye(3)[classes]


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def softmax_jacobian(p):
    return np.diag(p) - np.outer(p, p)


W = np.random.randn(3, 3) * 0.4
b = np.zeros(3)
alpha = 0.3

# brier score: squared distance of the probabilities from the one-hot label
for epoch in range(30):
    for x, t in zip(X, targets):
        p = softmax(W @ x + b)
        loss = np.sum((p - t) ** 2)
        dp = 2 * (p - t)
        dz = softmax_jacobian(p) @ dp
        W = W - alpha * np.outer(dz, x)
        b = b - alpha * dz
    if epoch % 10 == 0:
        print("epoch %d, last loss %.4f" % (epoch, loss))
