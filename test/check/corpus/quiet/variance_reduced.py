import numpy as np
np.random.seed(0)
n, d = 50, 4
X = np.random.randn(n, d)
w_star = np.random.randn(d)
y = X @ w_star + 0.1 * np.random.randn(n)
w = np.zeros(d)
eta = 0.02

def grad_i(w, i):
    return (X[i] @ w - y[i]) * X[i]

for s in range(15):
    w_snap = w.copy()
    mu = X.T @ (X @ w_snap - y) / n
    for t in range(2 * n):
        i = np.random.randint(n)
        w = w - eta * (grad_i(w, i) - grad_i(w_snap, i) + mu)
    print(s, 0.5 * np.mean((X @ w - y) ** 2))
