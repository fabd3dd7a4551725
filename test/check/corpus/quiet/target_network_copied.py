import numpy as np

np.random.seed(5)
W = np.random.randn(3, 2) * 0.2
W_target = W.copy()
gamma, lr = 0.9, 0.05
for step in range(60):
    s, s2 = np.random.randn(3), np.random.randn(3)
    a, r = np.random.randint(2), np.random.rand()
    q = s @ W
    goal = r + gamma * np.max(s2 @ W_target)
    loss = 0.5 * (q[a] - goal) ** 2
    dq = np.zeros(2)
    dq[a] = q[a] - goal
    W -= lr * np.outer(s, dq)
    if step % 10 == 9:
        W_target = W.copy()
