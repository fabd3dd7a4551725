import numpy as np

rng = np.random.RandomState(23)
X = rng.randn(15, 2)
Y = np.where(X[:, :1] > 0, X[:, :1], 0.4 * X[:, :1]) + 0.1 * X[:, 1:]

W = rng.randn(2, 4)
slope = np.full(4, 0.25)
V = rng.randn(4, 1) * 0.5
lr = 0.05
N = X.shape[0]

for k in range(70):
    Z = X @ W
    H = np.where(Z > 0, Z, slope * Z)
    P = H @ V
    loss = np.sum((P - Y) ** 2) / (2 * N)

    dP = (P - Y) / N
    dV = H.T @ dP
    dH = dP @ V.T
    dZ = np.where(Z > 0, dH, slope * dH)
    dslope = np.sum(dH * np.where(Z > 0, 0.0, Z), axis=0)
    dW = X.T @ dZ

    V -= lr * dV
    W -= lr * dW
    slope -= lr * dslope
    if k % 10 == 0:
        print(k, loss)
