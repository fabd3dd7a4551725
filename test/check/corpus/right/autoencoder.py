import numpy as np

np.random.seed(2)
data = np.eye(6)


def sigm(v):
    return 1.0 / (1.0 + np.exp(-v))


class Autoencoder:
    def __init__(self, n_visible, n_hidden, lr=0.5):
        self.W = np.random.uniform(-0.7, 0.7, (n_visible, n_hidden))
        self.bh = np.zeros(n_hidden)
        self.bv = np.zeros(n_visible)
        self.lr = lr

    def encode(self, x):
        return sigm(x @ self.W + self.bh)

    def decode(self, h):
        # tied weights
        return sigm(h @ self.W.T + self.bv)

    def step(self, x):
        h = self.encode(x)
        z = self.decode(h)
        loss = -np.sum(x * np.log(z) + (1 - x) * np.log(1 - z), axis=1).mean()

        d_z = (z - x) / len(x)
        d_h = d_z @ self.W * h * (1 - h)
        g_W = x.T @ d_h + d_z.T @ h
        g_bh = d_h.sum(axis=0)
        g_bv = d_z.sum(axis=0)

        self.W -= self.lr * g_W
        self.bh -= self.lr * g_bh
        self.bv -= self.lr * g_bv
        return loss


net = Autoencoder(6, 3)
for epoch in range(500):
    loss = net.step(data)
    if epoch % 100 == 0:
        print(epoch, loss)
print(np.round(net.decode(net.encode(data)), 2))
