import numpy as np
np.random.seed(0)
sig = lambda x: 1 / (1 + np.exp(-x))
g_w, g_b = np.random.randn(1, 1), np.zeros((1, 1))
d_w, d_b = np.random.randn(1, 1), np.zeros((1, 1))
lr = 0.05
for step in range(20):
    z = np.random.randn(8, 1); real = np.random.randn(8, 1) * 0.5 + 2
    fake = z @ g_w + g_b
    pr = sig(real @ d_w + d_b); pf = sig(fake @ d_w + d_b)
    d_loss = -np.mean(np.log(pr)) - np.mean(np.log(1 - pf))
    dr = (pr - 1) / 8; df = pf / 8
    d_w -= lr * (real.T @ dr + fake.T @ df)
    d_b -= lr * (dr.sum(axis=0, keepdims=True) + df.sum(axis=0, keepdims=True))
    pf = sig(fake @ d_w + d_b)
    g_loss = -np.mean(np.log(pf))
    dg = ((pf - 1) / 8) @ d_w.T
    g_w -= lr * z.T @ dg
    g_b -= lr * dg.sum(axis=0, keepdims=True)
