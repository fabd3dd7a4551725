# Adam whose counter is the epoch's: all batches of an epoch share one correction.
import numpy as np

rng = np.random.RandomState(14)
X = rng.randn(12, 3)
y = X @ np.array([0.5, -1.0, 2.0])
w = np.zeros(3)
m, v = np.zeros(3), np.zeros(3)
for epoch in range(1, 20):
    for i in range(0, 12, 4):
        xb, yb = X[i:i + 4], y[i:i + 4]
        r = xb @ w - yb
        loss = np.mean(r ** 2)
        g = 2 * xb.T @ r / 4
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        m_hat = m / (1 - 0.9 ** epoch)
        v_hat = v / (1 - 0.999 ** epoch)
        w -= 0.05 * m_hat / (np.sqrt(v_hat) + 1e-8)
