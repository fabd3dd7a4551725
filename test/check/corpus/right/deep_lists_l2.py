import numpy as np

np.random.seed(19)
sizes = [3, 5, 4, 2]
X = np.random.randn(3, 10)
Y = np.vstack([X[0] * X[1], np.tanh(X[2])])

weights = [np.random.randn(o, i) / np.sqrt(i) for i, o in zip(sizes, sizes[1:])]
biases = [np.zeros((o, 1)) for o in sizes[1:]]
lam = 0.01
eta = 0.1
m = X.shape[1]

for epoch in range(80):
    activations = [X]
    for W, b in zip(weights[:-1], biases[:-1]):
        activations.append(np.tanh(W @ activations[-1] + b))
    output = weights[-1] @ activations[-1] + biases[-1]

    cost = np.sum((output - Y) ** 2) / (2 * m)
    for W in weights:
        cost += lam / 2 * np.sum(W ** 2)

    delta = (output - Y) / m
    grads_W, grads_b = [], []
    for l in range(len(weights) - 1, -1, -1):
        grads_W.insert(0, delta @ activations[l].T + lam * weights[l])
        grads_b.insert(0, delta.sum(axis=1, keepdims=True))
        if l > 0:
            delta = weights[l].T @ delta * (1 - activations[l] ** 2)

    for l in range(len(weights)):
        weights[l] = weights[l] - eta * grads_W[l]
        biases[l] = biases[l] - eta * grads_b[l]
    if epoch % 20 == 0:
        print("epoch", epoch, "cost", cost)
