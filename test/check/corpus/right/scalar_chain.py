import math

# two neurons in series, every derivative by its own name
x, y = 0.6, 0.9
w1, b1 = 0.3, 0.1
w2, b2 = -0.4, 0.2
learning_rate = 0.5


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


for epoch in range(100):
    z1 = w1 * x + b1
    a1 = sigmoid(z1)
    z2 = w2 * a1 + b2
    y_hat = sigmoid(z2)
    loss = 0.5 * (y_hat - y) ** 2

    dL_dy_hat = y_hat - y
    dy_hat_dz2 = y_hat * (1 - y_hat)
    dz2_dw2 = a1
    dz2_db2 = 1
    dz2_da1 = w2
    da1_dz1 = a1 * (1 - a1)
    dz1_dw1 = x
    dz1_db1 = 1

    dL_dw2 = dL_dy_hat * dy_hat_dz2 * dz2_dw2
    dL_db2 = dL_dy_hat * dy_hat_dz2 * dz2_db2
    dL_dw1 = dL_dy_hat * dy_hat_dz2 * dz2_da1 * da1_dz1 * dz1_dw1
    dL_db1 = dL_dy_hat * dy_hat_dz2 * dz2_da1 * da1_dz1 * dz1_db1

    w1 = w1 - learning_rate * dL_dw1
    b1 = b1 - learning_rate * dL_db1
    w2 = w2 - learning_rate * dL_dw2
    b2 = b2 - learning_rate * dL_db2
    if epoch % 20 == 0:
        print(f"Epoch: {epoch + 1}, Loss = {loss:.4f}, w1 = {w1:.4f}, w2 = {w2:.4f}")
