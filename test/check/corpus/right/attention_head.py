import numpy as np

np.random.seed(21)
n, d = 5, 3
X = np.random.randn(n, d)
Y = np.roll(X, 1, axis=0)

Wq = np.random.randn(d, d) * 0.5
Wk = np.random.randn(d, d) * 0.5
Wv = np.random.randn(d, d) * 0.5
scale = 1 / np.sqrt(d)
lr = 0.05


def softmax(S):
    e = np.exp(S - S.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def softmax_backward(dA, A):
    return A * (dA - (dA * A).sum(axis=1, keepdims=True))


for step in range(50):
    Q = X @ Wq
    K = X @ Wk
    Vv = X @ Wv
    S = Q @ K.T * scale
    A = softmax(S)
    out = A @ Vv
    loss = 0.5 * np.sum((out - Y) ** 2)

    d_out = out - Y
    dA = d_out @ Vv.T
    dVv = A.T @ d_out
    dS = softmax_backward(dA, A) * scale
    dQ = dS @ K
    dK = dS.T @ Q

    Wq -= lr * X.T @ dQ
    Wk -= lr * X.T @ dK
    Wv -= lr * X.T @ dVv
    if step % 10 == 0:
        print(step, loss)
