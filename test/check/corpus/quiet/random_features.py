"""Random features: the first layer is drawn once and never learnt."""
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(30, 2))
y = np.sin(2 * X[:, :1]) * X[:, 1:]
Omega = rng.normal(size=(2, 25))
phase = rng.uniform(0, 2 * np.pi, size=25)
Phi = np.cos(X @ Omega + phase)
beta = np.zeros((25, 1))
for it in range(200):
    pred = Phi @ beta
    loss = np.mean((pred - y) ** 2) / 2
    grad_beta = Phi.T @ (pred - y) / len(y)
    beta -= 0.3 * grad_beta
    if it % 50 == 0:
        print(it, loss)
