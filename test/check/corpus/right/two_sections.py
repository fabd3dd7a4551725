import numpy as np

# --- one point ---
X = 2.0
Y = 5.0
w = 0.5
b = 1.0
rate = 0.1
for epoch in range(5):
    y_hat = w * X + b
    loss = (y_hat - Y) ** 2 / 2
    dw = (y_hat - Y) * X
    db = y_hat - Y
    w = w - rate * dw
    b = b - rate * db
    print("Epoch:", epoch + 1, "Loss =", loss)

# --- many points ---
x = np.array([1.0, 2.0, 3.0, 4.0])
y = np.array([3.0, 5.0, 7.0, 9.0])
w = 0.5
b = 1.0
rate = 0.02
for epoch in range(5):
    y_hat = w * x + b
    loss = np.mean((y_hat - y) ** 2)
    dL_dy_hat = 2 * (y_hat - y) / len(y)
    dw = np.sum(dL_dy_hat * x)
    db = np.sum(dL_dy_hat)
    w = w - rate * dw
    b = b - rate * db
    print("Epoch:", epoch + 1, "Loss =", loss)
