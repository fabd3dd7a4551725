import numpy as np

rng = np.random.RandomState(12)
sizes = [3, 5, 4, 1]
X = rng.randn(8, 3)
Y = rng.randn(8, 1)
W = [rng.randn(a, b) * 0.4 for a, b in zip(sizes[:-1], sizes[1:])]
rate = 0.1
A = [X]
for k in range(3):
    A.append(np.tanh(A[k] @ W[k]))
loss = 0.5 * np.sum((A[-1] - Y) ** 2)
delta = (A[-1] - Y) * (1 - A[-1] ** 2)
for k in reversed(range(3)):
    gradient = A[k].T @ delta
    delta = delta @ W[k].T * (1 - A[k] ** 2)
    W[k] = W[k] - rate * gradient
print(loss)
