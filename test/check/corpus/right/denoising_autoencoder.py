import numpy as np


class DenoisingAutoencoder(object):
    def __init__(self, n_visible, n_hidden, weight_decay=0.001, seed=0):
        self.rng = np.random.RandomState(seed)
        self.W = self.rng.normal(0, 0.3, (n_visible, n_hidden))
        self.U = self.rng.normal(0, 0.3, (n_hidden, n_visible))
        self.b = np.zeros(n_hidden)
        self.c = np.zeros(n_visible)
        self.weight_decay = weight_decay

    @staticmethod
    def sigmoid(a):
        return 1. / (1. + np.exp(-a))

    def corrupt(self, x, level):
        return x * (self.rng.uniform(size=x.shape) > level)

    def train_batch(self, x, lr, level=0.2):
        n = x.shape[0]
        noisy = self.corrupt(x, level)
        hidden = self.sigmoid(noisy.dot(self.W) + self.b)
        recon = self.sigmoid(hidden.dot(self.U) + self.c)
        cost = 0.5 * ((recon - x) ** 2).sum() / n
        cost += 0.5 * self.weight_decay * ((self.W ** 2).sum() + (self.U ** 2).sum())

        delta_out = (recon - x) / n * recon * (1 - recon)
        delta_hid = delta_out.dot(self.U.T) * hidden * (1 - hidden)
        gU = hidden.T.dot(delta_out) + self.weight_decay * self.U
        gc = delta_out.sum(axis=0)
        gW = noisy.T.dot(delta_hid) + self.weight_decay * self.W
        gb = delta_hid.sum(axis=0)

        self.U -= lr * gU
        self.c -= lr * gc
        self.W -= lr * gW
        self.b -= lr * gb
        return cost


if __name__ == '__main__':
    rng = np.random.RandomState(1)
    data = (rng.uniform(size=(10, 6)) > 0.5).astype(float)
    dae = DenoisingAutoencoder(6, 4)
    for epoch in range(20):
        cost = dae.train_batch(data, 0.5)
        print('epoch', epoch, 'cost', cost)
