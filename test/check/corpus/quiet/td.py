import numpy as np
np.random.seed(0)
w = np.zeros(5)
def v(s): return w[s]
alpha, gamma = 0.1, 0.9
s = 2
for step in range(50):
    s2 = max(0, min(4, s + np.random.choice([-1, 1])))
    r = 1.0 if s2 == 4 else 0.0
    td_error = r + gamma * w[s2] - w[s]
    loss = 0.5 * td_error ** 2
    w[s] += alpha * td_error
    s = s2 if s2 not in (0, 4) else 2
