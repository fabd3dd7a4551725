# A net for XOR whose weights were set by hand, trained a little further.
import numpy as np

def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

X = np.array([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
Y = np.array([[0.], [1.], [1.], [0.]])
W1 = np.array([[6., -6.], [6., -6.]])
b1 = np.array([[-3., 9.]])
W2 = np.array([[6.], [6.]])
b2 = np.array([[-9.]])
lr = 0.5
for epoch in range(100):
    H = sigmoid(X @ W1 + b1)
    P = sigmoid(H @ W2 + b2)
    loss = 0.5 * np.sum((P - Y) ** 2)
    d2 = (P - Y) * P * (1 - P)
    d1 = d2 @ W2.T * H * (1 - H)
    W2 -= lr * H.T @ d2
    b2 -= lr * d2.sum(axis=0, keepdims=True)
    W1 -= lr * X.T @ d1
    b1 -= lr * d1.sum(axis=0, keepdims=True)
