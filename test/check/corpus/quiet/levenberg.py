import numpy as np
t = np.linspace(0, 4, 30)
np.random.seed(0)
obs = 2.5 * np.exp(-1.3 * t) + 0.5 + 0.01 * np.random.randn(30)
p = np.array([1.0, 1.0, 0.0])
lam = 1e-2

def residual(p):
    return p[0] * np.exp(-p[1] * t) + p[2] - obs

def jac(p):
    e = np.exp(-p[1] * t)
    return np.stack([e, -p[0] * t * e, np.ones_like(t)], axis=1)

cost = 0.5 * np.sum(residual(p) ** 2)
for it in range(30):
    r, J = residual(p), jac(p)
    delta = np.linalg.solve(J.T @ J + lam * np.eye(3), -J.T @ r)
    new_cost = 0.5 * np.sum(residual(p + delta) ** 2)
    if new_cost < cost:
        p, cost, lam = p + delta, new_cost, lam / 3
    else:
        lam *= 2
    print(it, cost)
