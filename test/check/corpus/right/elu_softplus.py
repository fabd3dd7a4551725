import numpy as np

rng = np.random.RandomState(3)


class Linear:
    def __init__(self, n_in, n_out):
        self.W = rng.randn(n_in, n_out) / np.sqrt(n_in)
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T


class ELU:
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, x):
        self.x = x
        self.y = np.where(x > 0, x, self.alpha * (np.exp(x) - 1))
        return self.y

    def backward(self, dout):
        return dout * np.where(self.x > 0, 1.0, self.y + self.alpha)


class Softplus:
    def forward(self, x):
        self.x = x
        return np.log(1 + np.exp(x))

    def backward(self, dout):
        return dout / (1 + np.exp(-self.x))


class MSE:
    def forward(self, y, t):
        self.diff = y - t
        return 0.5 * np.mean(np.sum(self.diff ** 2, axis=1))

    def backward(self):
        return self.diff / self.diff.shape[0]


layers = [Linear(2, 5), ELU(), Linear(5, 4), Softplus(), Linear(4, 2)]
criterion = MSE()

X = rng.randn(14, 2)
T = np.stack([X[:, 0] * X[:, 1], X[:, 0] ** 2], axis=1)

for epoch in range(150):
    out = X
    for layer in layers:
        out = layer.forward(out)
    loss = criterion.forward(out, T)

    grad = criterion.backward()
    for layer in layers[::-1]:
        grad = layer.backward(grad)

    for layer in layers:
        if isinstance(layer, Linear):
            layer.W -= 0.05 * layer.dW
            layer.b -= 0.05 * layer.db

    if epoch % 50 == 0:
        print("epoch", epoch, "loss", loss)
