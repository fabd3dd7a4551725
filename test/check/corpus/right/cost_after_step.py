import numpy as np


class Classes:
    """Softmax regression whose cost is noted once the step is taken."""

    def __init__(self, eta=0.2, decay=0.05, rounds=30):
        self.eta, self.decay, self.rounds = eta, decay, rounds
        self.costs = []

    def scores(self, X):
        return X.dot(self.w) + self.b

    def shares(self, z):
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def cost(self, out, hot):
        return -np.sum(hot * np.log(out), axis=1).mean() + 0.5 * self.decay * np.sum(self.w ** 2)

    def fit(self, X, y):
        rng = np.random.RandomState(2)
        kinds = len(np.unique(y))
        self.w = rng.normal(0, 0.3, (X.shape[1], kinds))
        self.b = np.zeros(kinds)
        hot = np.eye(kinds)[y]
        for _ in range(self.rounds):
            out = self.shares(self.scores(X))
            diff = out - hot
            grad = np.dot(X.T, diff) / X.shape[0]
            self.w -= self.eta * (grad + self.decay * self.w)
            self.b -= self.eta * np.mean(diff, axis=0)
            self.costs.append(self.cost(out, hot))
        return self


points = np.random.RandomState(5).randn(24, 3)
kinds = np.argmax(points @ np.array([[1.0, -0.5, 0.2], [0.3, 0.8, -1.0], [-0.4, 0.1, 0.9]]), axis=1)
model = Classes().fit(points, kinds)
print(round(model.costs[0], 4), round(model.costs[-1], 4))
