import numpy as np
np.random.seed(0)
nS, nA = 5, 2
theta = np.zeros((nS, nA))
V = np.zeros(nS)
gamma, alpha_a, alpha_c = 0.9, 0.1, 0.2

def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()

def step(s, a):
    s2 = min(nS - 1, s + 1) if a == 1 else max(0, s - 1)
    return s2, 1.0 if s2 == nS - 1 else 0.0, s2 == nS - 1

for ep in range(200):
    s = 0
    done = False
    t = 0
    while not done and t < 50:
        p = softmax(theta[s])
        a = np.random.choice(nA, p=p)
        s2, r, done = step(s, a)
        td = r + (0 if done else gamma * V[s2]) - V[s]
        V[s] += alpha_c * td
        grad_log = -p
        grad_log[a] += 1
        theta[s] += alpha_a * td * grad_log
        s = s2
        t += 1
print(V)
print(theta)
