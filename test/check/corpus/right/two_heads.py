import numpy as np

np.random.seed(44)
X = np.random.randn(14, 3)
y_reg = X[:, :1] * 2 - X[:, 1:2]
y_cls = (X[:, 2:] > 0).astype(float)

W = np.random.randn(3, 6) * 0.5
R = np.random.randn(6, 1) * 0.5
C = np.random.randn(6, 1) * 0.5
weight = 0.3
lr = 0.1
n = len(X)

for epoch in range(60):
    h = np.tanh(X @ W)
    value = h @ R
    prob = 1 / (1 + np.exp(-(h @ C)))

    mse = ((value - y_reg) ** 2).mean()
    bce = -(y_cls * np.log(prob) + (1 - y_cls) * np.log(1 - prob)).mean()
    total_loss = mse + weight * bce

    d_value = 2 * (value - y_reg) / n
    d_logit = weight * (prob - y_cls) / n
    d_h = d_value @ R.T + d_logit @ C.T
    d_pre = d_h * (1 - h ** 2)
    grad_W = X.T @ d_pre
    grad_R = h.T @ d_value
    grad_C = h.T @ d_logit

    W -= lr * grad_W
    R -= lr * grad_R
    C -= lr * grad_C
    if epoch % 20 == 0:
        print(epoch, total_loss)
