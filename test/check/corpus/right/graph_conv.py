import numpy as np

np.random.seed(7)
A = np.array([[0, 1, 1, 0, 0], [1, 0, 1, 0, 0], [1, 1, 0, 1, 0], [0, 0, 1, 0, 1], [0, 0, 0, 1, 0]], dtype=float)
A_hat = A + np.eye(5)
D = np.diag(1.0 / np.sqrt(A_hat.sum(axis=1)))
A_norm = D @ A_hat @ D
X = np.random.randn(5, 4)
labels = np.array([0, 0, 0, 1, 1])
Y = np.eye(2)[labels]
mask = np.array([1, 0, 1, 0, 1], dtype=bool)

W0 = np.random.randn(4, 8) * 0.3
W1 = np.random.randn(8, 2) * 0.3

def relu(x):
    return np.maximum(0, x)

def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)

lr = 0.1
for epoch in range(100):
    # forward
    AX = A_norm @ X
    Z0 = AX @ W0
    H = relu(Z0)
    AH = A_norm @ H
    P = softmax(AH @ W1)
    loss = -np.sum(Y[mask] * np.log(P[mask])) / mask.sum()
    # backward
    dZ1 = (P - Y) / mask.sum()
    dZ1[~mask] = 0
    dW1 = AH.T @ dZ1
    dH = A_norm.T @ (dZ1 @ W1.T)
    dZ0 = dH * (Z0 > 0)
    dW0 = AX.T @ dZ0
    W0 -= lr * dW0
    W1 -= lr * dW1
    if epoch % 20 == 0:
        print(epoch, loss)
