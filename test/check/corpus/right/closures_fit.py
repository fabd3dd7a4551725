import numpy as np


def make_network(n_in, n_hid, n_out, seed=0):
    rng = np.random.RandomState(seed)
    weights = {
        'hidden': rng.randn(n_hid, n_in) * 0.7,
        'output': rng.randn(n_out, n_hid) * 0.7,
    }
    biases = {
        'hidden': np.zeros((n_hid, 1)),
        'output': np.zeros((n_out, 1)),
    }

    def squash(z):
        return 1 / (1 + np.exp(-z))

    def predict(x):
        a = squash(weights['hidden'] @ x + biases['hidden'])
        return squash(weights['output'] @ a + biases['output'])

    def fit(x, y, rate, steps):
        m = x.shape[1]

        def forward():
            a1 = squash(weights['hidden'] @ x + biases['hidden'])
            a2 = squash(weights['output'] @ a1 + biases['output'])
            return a1, a2

        def backward(a1, a2):
            d2 = (a2 - y) * a2 * (1 - a2) / m
            d1 = (weights['output'].T @ d2) * a1 * (1 - a1)
            return d1, d2

        losses = []
        for _ in range(steps):
            a1, a2 = forward()
            losses.append(((a2 - y) ** 2).sum() / (2 * m))
            d1, d2 = backward(a1, a2)
            weights['output'] -= rate * (d2 @ a1.T)
            biases['output'] -= rate * d2.sum(axis=1, keepdims=True)
            weights['hidden'] -= rate * (d1 @ x.T)
            biases['hidden'] -= rate * d1.sum(axis=1, keepdims=True)
        return losses

    return predict, fit


x = np.array([[0, 0, 1, 1], [0, 1, 0, 1]], dtype=float)
y = np.array([[0, 1, 1, 0], [0, 0, 0, 1]], dtype=float)
predict, fit = make_network(2, 4, 2, seed=3)
losses = fit(x, y, rate=2.0, steps=800)
print(losses[0], losses[-1])
print(predict(x).round(2))
