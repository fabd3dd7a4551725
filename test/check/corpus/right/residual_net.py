import numpy as np


def init(n, hidden, seed):
    rng = np.random.RandomState(seed)
    return {
        'A': rng.randn(n, hidden) * 0.3,
        'B': rng.randn(hidden, n) * 0.3,
        'out': rng.randn(n, 1) * 0.5,
    }


def forward(p, x):
    pre = x @ p['A']
    act = np.maximum(pre, 0)
    res = x + act @ p['B']
    return res @ p['out'], (pre, act, res)


def loss_and_grads(p, x, y):
    pred, (pre, act, res) = forward(p, x)
    diff = pred - y
    loss = 0.5 * np.mean(diff ** 2)
    g = {}
    d_pred = diff / len(x)
    g['out'] = res.T @ d_pred
    d_res = d_pred @ p['out'].T
    g['B'] = act.T @ d_res
    d_act = d_res @ p['B'].T
    d_pre = np.where(pre > 0, d_act, 0)
    g['A'] = x.T @ d_pre
    return loss, g


rng = np.random.RandomState(0)
x = rng.randn(12, 3)
y = np.abs(x[:, :1]) + x[:, 1:2]
p = init(3, 4, 1)
for i in range(100):
    loss, g = loss_and_grads(p, x, y)
    for key in p:
        p[key] -= 0.1 * g[key]
    if i % 25 == 0:
        print(i, loss)
