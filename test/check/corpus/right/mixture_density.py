import numpy as np
np.random.seed(0)
n, K, H = 80, 3, 8
y_true = np.random.uniform(-1, 1, (n, 1))
x = y_true + 0.3 * np.sin(6 * y_true) + 0.05 * np.random.randn(n, 1)
W1 = np.random.randn(1, H); b1 = np.zeros((1, H))
Wp = np.random.randn(H, K) * 0.1; bp = np.zeros((1, K))
Wm = np.random.randn(H, K) * 0.1; bm = np.linspace(-1, 1, K).reshape(1, K)
Ws = np.random.randn(H, K) * 0.1; bs = np.zeros((1, K))
lr = 0.05
for it in range(300):
    h = np.tanh(x @ W1 + b1)
    a = h @ Wp + bp
    a = a - a.max(1, keepdims=True)
    pi = np.exp(a) / np.exp(a).sum(1, keepdims=True)
    mu = h @ Wm + bm
    sigma = np.exp(h @ Ws + bs)
    comp = pi * np.exp(-0.5 * ((y_true - mu) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))
    total = comp.sum(1, keepdims=True)
    nll = -np.mean(np.log(total))
    gamma = comp / total
    da = (pi - gamma) / n
    dmu = gamma * (mu - y_true) / sigma ** 2 / n
    ds = gamma * (1 - (y_true - mu) ** 2 / sigma ** 2) / n
    dh = da @ Wp.T + dmu @ Wm.T + ds @ Ws.T
    dz = dh * (1 - h * h)
    Wp -= lr * h.T @ da; bp -= lr * da.sum(0, keepdims=True)
    Wm -= lr * h.T @ dmu; bm -= lr * dmu.sum(0, keepdims=True)
    Ws -= lr * h.T @ ds; bs -= lr * ds.sum(0, keepdims=True)
    W1 -= lr * x.T @ dz; b1 -= lr * dz.sum(0, keepdims=True)
    if it % 100 == 0:
        print(it, nll)
