import numpy as np

rng = np.random.RandomState(17)
X = rng.randn(20, 3)
y = np.sign(X @ np.array([1.0, -2.0, 0.5]))
w = np.zeros(3)
gradient_sum = np.zeros(3)
for k in range(50):
    margin = y * (X @ w)
    loss = np.mean(np.log(1 + np.exp(-margin)))
    gradient_sum += -X.T @ (y / (1 + np.exp(margin))) / len(y)
    w = -0.5 * gradient_sum
