import numpy as np

rng = np.random.RandomState(9)

class Linear:
    def __init__(self, n_in, n_out):
        self.W = rng.randn(n_in, n_out) * 0.3
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        self.dx = dout @ self.W.T
        return self.dx

class Tanh:
    def forward(self, x):
        self.out = np.tanh(x)
        return self.out

    def backward(self, dout):
        self.dx = dout * (1 - self.out ** 2)
        return self.dx

X = rng.randn(9, 3)
T = rng.randn(9, 2)
layers = [Linear(3, 4), Tanh(), Linear(4, 2)]
for epoch in range(30):
    out = X
    for layer in layers:
        out = layer.forward(out)
    loss = 0.5 * np.mean(np.sum((out - T) ** 2, axis=1))
    grad = (out - T) / len(T)
    for layer in reversed(layers):
        grad = layer.backward(grad)
    dX = grad
    for layer in layers:
        if isinstance(layer, Linear):
            layer.W -= 0.2 * layer.dW
            layer.b -= 0.2 * layer.db
