import numpy as np
np.random.seed(42)

def sigmoid(z): return 1 / (1 + np.exp(-z))

class GRU:
    def __init__(self, n_in, n_h):
        s = 0.3
        self.Wz = np.random.randn(n_h, n_in) * s; self.Uz = np.random.randn(n_h, n_h) * s; self.bz = np.zeros((n_h, 1))
        self.Wr = np.random.randn(n_h, n_in) * s; self.Ur = np.random.randn(n_h, n_h) * s; self.br = np.zeros((n_h, 1))
        self.Wh = np.random.randn(n_h, n_in) * s; self.Uh = np.random.randn(n_h, n_h) * s; self.bh = np.zeros((n_h, 1))
        self.Wy = np.random.randn(1, n_h) * s; self.by = np.zeros((1, 1))
        self.n_h = n_h

    def forward(self, xs):
        self.xs = xs
        self.h = {-1: np.zeros((self.n_h, 1))}
        self.z, self.r, self.c, self.y = {}, {}, {}, {}
        for t, x in enumerate(xs):
            self.z[t] = sigmoid(self.Wz @ x + self.Uz @ self.h[t-1] + self.bz)
            self.r[t] = sigmoid(self.Wr @ x + self.Ur @ self.h[t-1] + self.br)
            self.c[t] = np.tanh(self.Wh @ x + self.Uh @ (self.r[t] * self.h[t-1]) + self.bh)
            self.h[t] = (1 - self.z[t]) * self.h[t-1] + self.z[t] * self.c[t]
            self.y[t] = self.Wy @ self.h[t] + self.by
        return self.y

    def backward(self, ys):
        grads = {k: np.zeros_like(getattr(self, k)) for k in
                 ("Wz", "Uz", "bz", "Wr", "Ur", "br", "Wh", "Uh", "bh", "Wy", "by")}
        dh_next = np.zeros((self.n_h, 1))
        for t in reversed(range(len(self.xs))):
            dy = self.y[t] - ys[t]
            grads["Wy"] += dy @ self.h[t].T
            grads["by"] += dy
            dh = self.Wy.T @ dy + dh_next
            dc = dh * self.z[t]
            dz = dh * (self.c[t] - self.h[t-1])
            dac = dc * (1 - self.c[t] ** 2)
            drh = self.Uh.T @ dac
            dr = drh * self.h[t-1]
            dar = dr * self.r[t] * (1 - self.r[t])
            daz = dz * self.z[t] * (1 - self.z[t])
            grads["Wh"] += dac @ self.xs[t].T
            grads["Uh"] += dac @ (self.r[t] * self.h[t-1]).T
            grads["bh"] += dac
            grads["Wr"] += dar @ self.xs[t].T
            grads["Ur"] += dar @ self.h[t-1].T
            grads["br"] += dar
            grads["Wz"] += daz @ self.xs[t].T
            grads["Uz"] += daz @ self.h[t-1].T
            grads["bz"] += daz
            dh_next = dh * (1 - self.z[t]) + drh * self.r[t] + self.Ur.T @ dar + self.Uz.T @ daz
        return grads

net = GRU(1, 5)
series = np.sin(np.linspace(0, 6, 13)).reshape(-1, 1, 1)
xs, ys = series[:-1], series[1:]
for epoch in range(300):
    out = net.forward(xs)
    loss = sum(0.5 * ((out[t] - ys[t]) ** 2).item() for t in range(len(xs)))
    for name, g in net.backward(ys).items():
        setattr(net, name, getattr(net, name) - 0.05 * g)
    if epoch % 100 == 0:
        print(epoch, loss)
