import numpy as np


class Tensor:
    def __init__(self, data, parents=(), requires_grad=False):
        self.data = np.asarray(data, dtype=float)
        self.parents = parents
        self.requires_grad = requires_grad
        self.grad = np.zeros_like(self.data)
        self.backward_fn = None

    @property
    def shape(self):
        return self.data.shape

    @staticmethod
    def _unbroadcast(grad, shape):
        while grad.ndim > len(shape):
            grad = grad.sum(axis=0)
        for i, n in enumerate(shape):
            if n == 1:
                grad = grad.sum(axis=i, keepdims=True)
        return grad

    def __add__(self, other):
        out = Tensor(self.data + other.data, (self, other))

        def fn(g):
            self.grad = self.grad + Tensor._unbroadcast(g, self.shape)
            other.grad = other.grad + Tensor._unbroadcast(g, other.shape)
        out.backward_fn = fn
        return out

    def __sub__(self, other):
        out = Tensor(self.data - other.data, (self, other))

        def fn(g):
            self.grad = self.grad + Tensor._unbroadcast(g, self.shape)
            other.grad = other.grad - Tensor._unbroadcast(g, other.shape)
        out.backward_fn = fn
        return out

    def __matmul__(self, other):
        out = Tensor(self.data @ other.data, (self, other))

        def fn(g):
            self.grad = self.grad + g @ other.data.T
            other.grad = other.grad + self.data.T @ g
        out.backward_fn = fn
        return out

    def tanh(self):
        t = np.tanh(self.data)
        out = Tensor(t, (self,))

        def fn(g):
            self.grad = self.grad + g * (1 - t * t)
        out.backward_fn = fn
        return out

    def square(self):
        out = Tensor(self.data ** 2, (self,))

        def fn(g):
            self.grad = self.grad + g * 2 * self.data
        out.backward_fn = fn
        return out

    def mean(self):
        out = Tensor(self.data.mean(), (self,))

        def fn(g):
            self.grad = self.grad + g * np.ones(self.shape) / self.data.size
        out.backward_fn = fn
        return out

    def backward(self):
        order, seen = [], set()

        def visit(t):
            if id(t) in seen:
                return
            seen.add(id(t))
            for p in t.parents:
                visit(p)
            order.append(t)
        visit(self)
        self.grad = np.ones_like(self.data)
        for t in reversed(order):
            if t.backward_fn is not None:
                t.backward_fn(t.grad)


np.random.seed(13)
X = Tensor(np.random.randn(10, 2))
Y = Tensor(np.sin(X.data[:, :1]) + X.data[:, 1:])
W1 = Tensor(np.random.randn(2, 4) * 0.5, requires_grad=True)
b1 = Tensor(np.zeros((1, 4)), requires_grad=True)
W2 = Tensor(np.random.randn(4, 1) * 0.5, requires_grad=True)
b2 = Tensor(np.zeros((1, 1)), requires_grad=True)

for epoch in range(100):
    hidden = (X @ W1 + b1).tanh()
    out = hidden @ W2 + b2
    loss = (out - Y).square().mean()

    for p in (W1, b1, W2, b2):
        p.grad = np.zeros_like(p.data)
    loss.backward()
    for p in (W1, b1, W2, b2):
        p.data -= 0.1 * p.grad
    if epoch % 20 == 0:
        print(epoch, float(loss.data))
