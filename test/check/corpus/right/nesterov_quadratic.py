import numpy as np

# linear regression by Nesterov's accelerated gradient
np.random.seed(2)
A = np.random.randn(18, 4)
t = A @ np.array([1., 2., -1., .5]) + 0.05 * np.random.randn(18)

theta = np.random.randn(4)
velocity = np.zeros(4)
gamma = 0.9
eta = 0.01


def objective(theta):
    return np.mean((A @ theta - t) ** 2)


def grad(theta):
    return 2 * A.T @ (A @ theta - t) / len(t)


for i in range(150):
    lookahead = theta - gamma * velocity
    g = grad(lookahead)
    velocity = gamma * velocity + eta * g
    theta = theta - velocity
    if i % 30 == 0:
        print(i, objective(theta))
