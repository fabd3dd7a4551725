import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


x, y = 0.5, 1.0
w1, b1, w2, b2 = 0.3, 0.1, 0.2, 0.2
learning_rate = 0.1

for epoch in range(20):
    # forward
    z1 = w1 * x + b1
    a1 = sigmoid(z1)
    z2 = w2 * a1 + b2
    y_hat = sigmoid(z2)
    loss = 0.5 * (y_hat - y) ** 2

    # backward
    dL_dz2 = (y_hat - y) * y_hat * (1 - y_hat)
    dL_dw2 = dL_dz2 * a1
    dL_db2 = dL_dz2
    dL_dz1 = dL_dz2 * w1 * a1 * (1 - a1)
    dL_dw1 = dL_dz1 * x
    dL_db1 = dL_dz1

    w1 = w1 - learning_rate * dL_dw1
    b1 = b1 - learning_rate * dL_db1
    w2 = w2 - learning_rate * dL_dw2
    b2 = b2 - learning_rate * dL_db2
