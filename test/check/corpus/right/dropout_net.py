import numpy as np

np.random.seed(1)
X = np.random.randn(10, 3)
Y = (X.sum(axis=1, keepdims=True) > 0) * 1.0

keep_prob = 0.8
learning_rate = 0.3
W1 = np.random.randn(3, 8) * 0.5
b1 = np.zeros((1, 8))
W2 = np.random.randn(8, 1) * 0.5
b2 = np.zeros((1, 1))
m = X.shape[0]

for i in range(500):
    # forward, with inverted dropout on the hidden layer
    Z1 = np.dot(X, W1) + b1
    A1 = np.tanh(Z1)
    D1 = (np.random.rand(*A1.shape) < keep_prob) / keep_prob
    H1 = A1 * D1
    Z2 = np.dot(H1, W2) + b2
    A2 = 1 / (1 + np.exp(-Z2))

    cost = -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))

    # backward
    dZ2 = (A2 - Y) / m
    dW2 = np.dot(H1.T, dZ2)
    db2 = np.sum(dZ2, axis=0, keepdims=True)
    dH1 = np.dot(dZ2, W2.T)
    dA1 = dH1 * D1
    dZ1 = dA1 * (1 - A1 ** 2)
    dW1 = np.dot(X.T, dZ1)
    db1 = np.sum(dZ1, axis=0, keepdims=True)

    W1 -= learning_rate * dW1
    b1 -= learning_rate * db1
    W2 -= learning_rate * dW2
    b2 -= learning_rate * db2

    if i % 100 == 0:
        print("cost after iteration %d: %f" % (i, cost))
