import numpy as np

np.random.seed(10)
X = np.random.uniform(-1, 1, (16, 3))
T = np.sin(X[:, :1] * 2) + X[:, 1:2] * X[:, 2:3]

params = {
    'W1': np.random.randn(3, 6) * 0.4,
    'b1': np.zeros(6),
    'W2': np.random.randn(6, 1) * 0.4,
    'b2': np.zeros(1),
}


def forward(p, x):
    h = np.tanh(x @ p['W1'] + p['b1'])
    out = h @ p['W2'] + p['b2']
    return out, h


def gradients(p, x, t):
    out, h = forward(p, x)
    n = x.shape[0]
    d_out = 2.0 * (out - t) / n
    d_h = d_out @ p['W2'].T
    d_pre = d_h * (1.0 - h ** 2)
    return {
        'W2': h.T @ d_out,
        'b2': d_out.sum(axis=0),
        'W1': x.T @ d_pre,
        'b1': d_pre.sum(axis=0),
    }


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.t = 0
        self.m = None
        self.v = None

    def update(self, params, grads):
        if self.m is None:
            self.m, self.v = {}, {}
            for key, val in params.items():
                self.m[key] = np.zeros_like(val)
                self.v[key] = np.zeros_like(val)

        self.t += 1
        for key in params.keys():
            self.m[key] = self.beta1 * self.m[key] + (1 - self.beta1) * grads[key]
            self.v[key] = self.beta2 * self.v[key] + (1 - self.beta2) * grads[key] ** 2
            m_hat = self.m[key] / (1 - self.beta1 ** self.t)
            v_hat = self.v[key] / (1 - self.beta2 ** self.t)
            params[key] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


optimizer = Adam(lr=0.02)
for epoch in range(200):
    grads = gradients(params, X, T)
    optimizer.update(params, grads)
    if epoch % 50 == 0:
        out, _ = forward(params, X)
        loss = np.mean((out - T) ** 2)
        print(epoch, loss)
