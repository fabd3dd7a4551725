import numpy as np
np.random.seed(0)
W = np.random.randn(4, 2) * 0.1
alpha = 0.01; gamma = 0.99
for episode in range(5):
    grads = []; rewards = []
    s = np.random.randn(4)
    for t in range(10):
        z = s @ W
        p = np.exp(z) / np.sum(np.exp(z))
        a = np.random.choice(2, p=p)
        d = p.copy(); d[a] -= 1
        grads.append(np.outer(s, -d))
        r = 1.0 if a == 0 else 0.0
        rewards.append(r)
        s = np.random.randn(4)
    for i in range(len(grads)):
        W += alpha * grads[i] * sum([r * gamma ** k for k, r in enumerate(rewards[i:])])
