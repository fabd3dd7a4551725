import numpy as np

rng = np.random.RandomState(17)


class SGD:
    """Gradient descent with momentum."""

    def __init__(self, lr=0.05, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.velocity = {}

    def step(self, params, grads):
        for name in params:
            if name not in self.velocity:
                self.velocity[name] = np.zeros_like(params[name])
            self.velocity[name] = self.momentum * self.velocity[name] - self.lr * grads[name]
            params[name] += self.velocity[name]


def softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


X = rng.randn(18, 4)
labels = rng.randint(0, 3, 18)
Y = np.eye(3)[labels]
params = {
    "W1": rng.randn(4, 5) * 0.4, "b1": np.zeros(5),
    "W2": rng.randn(5, 3) * 0.4, "b2": np.zeros(3),
}
optimizer = SGD(lr=0.1)

for epoch in range(40):
    hidden = np.tanh(X.dot(params["W1"]) + params["b1"])
    probs = softmax(hidden.dot(params["W2"]) + params["b2"])
    loss = -np.sum(Y * np.log(probs)) / len(X)

    grads = {}
    d_scores = (probs - Y) / len(X)
    grads["W2"] = hidden.T.dot(d_scores)
    grads["b2"] = d_scores.sum(axis=0)
    d_hidden = d_scores.dot(params["W2"].T) * (1 - hidden ** 2)
    grads["W1"] = X.T.dot(d_hidden)
    grads["b1"] = d_hidden.sum(axis=0)
    optimizer.step(params, grads)
    if epoch % 10 == 0:
        print(epoch, loss)
