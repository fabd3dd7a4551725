import numpy as np
np.random.seed(1)
W1 = np.random.randn(4, 8) * 0.3; W2 = np.random.randn(8, 2) * 0.3
T1, T2 = W1.copy(), W2.copy()
for step in range(20):
    s = np.random.randn(4); s2 = np.random.randn(4); a = np.random.randint(2); r = np.random.rand()
    h = np.maximum(0, s @ W1); q = h @ W2
    q2 = np.maximum(0, s2 @ T1) @ T2
    target = q.copy(); target[a] = r + 0.9 * np.max(q2)
    loss = 0.5 * np.sum((q - target) ** 2)
    dq = q - target
    dW2 = np.outer(h, dq)
    dh = W2 @ dq; dh[h <= 0] = 0
    dW1 = np.outer(s, dh)
    W1 -= 0.01 * dW1; W2 -= 0.01 * dW2
    T1 = 0.99 * T1 + 0.01 * W1; T2 = 0.99 * T2 + 0.01 * W2
