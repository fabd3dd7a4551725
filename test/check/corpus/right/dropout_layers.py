import numpy as np

np.random.seed(33)


class Dense:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_in, n_out) / np.sqrt(n_in)
        self.b = np.zeros((1, n_out))

    def forward(self, x, training=True):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        self.grad_W = self.x.T @ grad
        self.grad_b = grad.sum(axis=0, keepdims=True)
        return grad @ self.W.T

    def step(self, lr):
        self.W -= lr * self.grad_W
        self.b -= lr * self.grad_b


class ReLU:
    def forward(self, x, training=True):
        self.positive = x > 0
        return x * self.positive

    def backward(self, grad):
        return grad * self.positive

    def step(self, lr):
        pass


class Dropout:
    def __init__(self, keep):
        self.keep = keep

    def forward(self, x, training=True):
        if not training:
            return x
        self.mask = (np.random.rand(*x.shape) < self.keep) / self.keep
        return x * self.mask

    def backward(self, grad):
        return grad * self.mask

    def step(self, lr):
        pass


class Sequential:
    def __init__(self, *layers):
        self.layers = layers

    def forward(self, x, training=True):
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, grad):
        for layer in reversed(self.layers):
            grad = layer.backward(grad)

    def step(self, lr):
        for layer in self.layers:
            layer.step(lr)


X = np.random.randn(16, 3)
y = (X[:, :1] ** 2 - X[:, 1:2])
model = Sequential(Dense(3, 10), ReLU(), Dropout(0.7), Dense(10, 1))
for epoch in range(50):
    y_hat = model.forward(X)
    loss = np.mean((y_hat - y) ** 2)
    model.backward(2 * (y_hat - y) / y.size)
    model.step(0.02)
    if epoch % 10 == 0:
        print(epoch, loss)
print("test", np.mean((model.forward(X, training=False) - y) ** 2))
