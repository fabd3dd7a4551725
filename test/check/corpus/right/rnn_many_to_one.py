import numpy as np

np.random.seed(12)


class RNN:
    def __init__(self, n_in, n_hidden, n_out):
        self.U = np.random.randn(n_in, n_hidden) * 0.3
        self.W = np.random.randn(n_hidden, n_hidden) * 0.3
        self.V = np.random.randn(n_hidden, n_out) * 0.3
        self.c = np.zeros(n_hidden)
        self.b = np.zeros(n_out)

    def forward(self, X):
        batch, steps, _ = X.shape
        self.X = X
        self.states = [np.zeros((batch, self.W.shape[0]))]
        for t in range(steps):
            self.states.append(np.tanh(X[:, t] @ self.U + self.states[-1] @ self.W + self.c))
        logits = self.states[-1] @ self.V + self.b
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        self.probs = e / e.sum(axis=1, keepdims=True)
        return self.probs

    def loss(self, Y):
        return -np.mean(np.sum(Y * np.log(self.probs), axis=1))

    def backward(self, Y):
        n, steps, _ = self.X.shape
        d_logits = (self.probs - Y) / n
        grads = {"V": self.states[-1].T @ d_logits, "b": d_logits.sum(axis=0),
                 "U": np.zeros_like(self.U), "W": np.zeros_like(self.W), "c": np.zeros_like(self.c)}
        d_state = d_logits @ self.V.T
        for t in reversed(range(steps)):
            d_pre = d_state * (1 - self.states[t + 1] ** 2)
            grads["U"] += self.X[:, t].T @ d_pre
            grads["W"] += self.states[t].T @ d_pre
            grads["c"] += d_pre.sum(axis=0)
            d_state = d_pre @ self.W.T
        return grads

    def update(self, grads, rate):
        for name, grad in grads.items():
            setattr(self, name, getattr(self, name) - rate * grad)


X = np.random.randn(8, 4, 2)
labels = (X[:, :, 0].sum(axis=1) > 0).astype(int)
Y = np.eye(2)[labels]
net = RNN(2, 5, 2)
for epoch in range(40):
    net.forward(X)
    loss = net.loss(Y)
    net.update(net.backward(Y), 0.3)
    if epoch % 10 == 0:
        print("epoch", epoch, "loss", loss)
