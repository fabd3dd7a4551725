import numpy as np

np.random.seed(3)
A = np.random.randn(30, 4)
b = A.dot(np.array([1., -2., 0.5, 3.])) + 0.05 * np.random.randn(30)
lam = 0.1
theta = np.random.randn(4) * 0.1
n = len(b)
for step in range(500):
    r = A @ theta - b
    J = (r ** 2).sum() / (2 * n) + lam * (theta ** 2).sum()
    grad = A.T @ r / n + 2 * lam * theta
    theta -= 0.1 * grad
print(theta)
