import numpy as np

class AMSGrad:
    def __init__(self, lr=0.01, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.b1, self.b2, self.eps = lr, beta1, beta2, eps
        self.m = {}
        self.v = {}
        self.vmax = {}

    def update(self, params, grads):
        for k in params:
            if k not in self.m:
                self.m[k] = np.zeros_like(params[k])
                self.v[k] = np.zeros_like(params[k])
                self.vmax[k] = np.zeros_like(params[k])
            self.m[k] = self.b1 * self.m[k] + (1 - self.b1) * grads[k]
            self.v[k] = self.b2 * self.v[k] + (1 - self.b2) * grads[k] ** 2
            self.vmax[k] = np.maximum(self.vmax[k], self.v[k])
            params[k] -= self.lr * self.m[k] / (np.sqrt(self.vmax[k]) + self.eps)

rng = np.random.default_rng(42)
X = rng.normal(size=(50, 4))
Y = np.sin(X.sum(axis=1, keepdims=True))
params = {"W1": rng.normal(size=(4, 10)) / 2, "b1": np.zeros(10), "W2": rng.normal(size=(10, 1)) / 3, "b2": np.zeros(1)}
opt = AMSGrad(lr=0.02)

def loss_and_grads(params, X, Y):
    z = X @ params["W1"] + params["b1"]
    a = z * (1 / (1 + np.exp(-z)))       # swish
    out = a @ params["W2"] + params["b2"]
    diff = out - Y
    loss = np.mean(diff ** 2)
    g = {}
    dout = 2 * diff / diff.size
    g["W2"] = a.T @ dout
    g["b2"] = dout.sum(0)
    da = dout @ params["W2"].T
    s = 1 / (1 + np.exp(-z))
    dz = da * (s + z * s * (1 - s))
    g["W1"] = X.T @ dz
    g["b1"] = dz.sum(0)
    return loss, g

for t in range(200):
    loss, grads = loss_and_grads(params, X, Y)
    opt.update(params, grads)
    if t % 50 == 0:
        print(t, loss)
