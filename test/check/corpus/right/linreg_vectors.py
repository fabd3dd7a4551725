import numpy as np

rng = np.random.RandomState(42)
m = 20
x = 2 * rng.rand(m, 1)
y = 4 + 3 * x + 0.3 * rng.randn(m, 1)
X = np.c_[np.ones((m, 1)), x]

def compute_cost(X, y, theta):
    h = X.dot(theta)
    return 1 / (2 * m) * np.sum(np.square(h - y))

theta = rng.randn(2, 1)
alpha = 0.1
J_history = []

for it in range(400):
    h = X.dot(theta)
    gradient = 1 / m * X.T.dot(h - y)
    theta = theta - alpha * gradient
    J_history.append(compute_cost(X, y, theta))

print("theta:", theta.ravel())
print("cost:", J_history[-1])
