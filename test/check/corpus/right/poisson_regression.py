import numpy as np


def fit_poisson(X, counts, lr=0.01, n_iter=200):
    n, k = X.shape
    coef = np.zeros(k)
    intercept = 0.0
    for _ in range(n_iter):
        eta = X @ coef + intercept
        mu = np.exp(eta)
        nll = np.mean(mu - counts * eta)
        residual = (mu - counts) / n
        grad_coef = X.T @ residual
        grad_intercept = residual.sum()
        coef -= lr * grad_coef
        intercept -= lr * grad_intercept
    return coef, intercept, nll


rng = np.random.RandomState(40)
X = rng.randn(30, 3) * 0.5
counts = rng.poisson(np.exp(X @ np.array([0.4, -0.3, 0.2]) + 0.5))
coef, intercept, loss = fit_poisson(X, counts)
print(coef, intercept, loss)
