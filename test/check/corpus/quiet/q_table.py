import numpy as np
np.random.seed(2)
Q = np.zeros((6, 2))
alpha, gamma, eps = 0.1, 0.95, 0.2
for episode in range(300):
    s = 2
    while s not in (0, 5):
        a = np.random.randint(2) if np.random.rand() < eps else int(np.argmax(Q[s]))
        s2 = s + (1 if a else -1)
        r = 1 if s2 == 5 else 0
        Q[s, a] = Q[s, a] + alpha * (r + gamma * np.max(Q[s2]) * (s2 not in (0, 5)) - Q[s, a])
        s = s2
print(np.round(Q, 3))
