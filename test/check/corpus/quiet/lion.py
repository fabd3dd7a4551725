import numpy as np
np.random.seed(0)
X = np.random.randn(64, 5)
y = X @ np.arange(1, 6) + 0.1 * np.random.randn(64)

# Lion
v = np.zeros(5)
m = np.zeros(5)
beta1, beta2, lr, wd = 0.9, 0.99, 0.05, 0.0
for it in range(200):
    g = 2 * X.T @ (X @ v - y) / 64
    u = np.sign(beta1 * m + (1 - beta1) * g)
    v = v - lr * (u + wd * v)
    m = beta2 * m + (1 - beta2) * g
print(np.mean((X @ v - y) ** 2))
