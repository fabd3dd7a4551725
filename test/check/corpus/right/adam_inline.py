import numpy as np

np.random.seed(6)
X = np.random.randn(20, 3)
y = X @ np.array([0.5, -1.0, 2.0]) + 0.3

w = np.zeros(3)
b = 0.0
m_w, v_w = np.zeros(3), np.zeros(3)
m_b, v_b = 0.0, 0.0
beta1, beta2, eps, alpha = 0.9, 0.999, 1e-8, 0.05

for t in range(1, 101):
    pred = X @ w + b
    loss = np.mean((pred - y) ** 2)
    g_w = 2 * X.T @ (pred - y) / len(y)
    g_b = 2 * np.mean(pred - y)

    m_w = beta1 * m_w + (1 - beta1) * g_w
    v_w = beta2 * v_w + (1 - beta2) * g_w ** 2
    m_b = beta1 * m_b + (1 - beta1) * g_b
    v_b = beta2 * v_b + (1 - beta2) * g_b ** 2

    m_w_hat = m_w / (1 - beta1 ** t)
    v_w_hat = v_w / (1 - beta2 ** t)
    m_b_hat = m_b / (1 - beta1 ** t)
    v_b_hat = v_b / (1 - beta2 ** t)

    w = w - alpha * m_w_hat / (np.sqrt(v_w_hat) + eps)
    b = b - alpha * m_b_hat / (np.sqrt(v_b_hat) + eps)
    if t % 20 == 0:
        print(t, loss)
