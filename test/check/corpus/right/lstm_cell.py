"""One LSTM layer over a short sequence, all gates by hand."""
import numpy as np

rng = np.random.RandomState(7)
n_x, n_h, T = 2, 3, 5
xs = rng.randn(T, n_x)
target = rng.randn(n_h)


def sigmoid(v):
    return 1.0 / (1.0 + np.exp(-v))


Wf = rng.randn(n_h, n_x + n_h) * 0.4
Wi = rng.randn(n_h, n_x + n_h) * 0.4
Wg = rng.randn(n_h, n_x + n_h) * 0.4
Wo = rng.randn(n_h, n_x + n_h) * 0.4
bf, bi, bg, bo = np.ones(n_h), np.zeros(n_h), np.zeros(n_h), np.zeros(n_h)
lr = 0.1

for epoch in range(30):
    h, c = np.zeros(n_h), np.zeros(n_h)
    tape = []
    for x in xs:
        v = np.concatenate([x, h])
        f = sigmoid(Wf @ v + bf)
        i = sigmoid(Wi @ v + bi)
        g = np.tanh(Wg @ v + bg)
        o = sigmoid(Wo @ v + bo)
        c_prev = c
        c = f * c_prev + i * g
        tc = np.tanh(c)
        h = o * tc
        tape.append((v, f, i, g, o, c_prev, tc))
    loss = 0.5 * np.sum((h - target) ** 2)

    dWf, dWi, dWg, dWo = np.zeros_like(Wf), np.zeros_like(Wi), np.zeros_like(Wg), np.zeros_like(Wo)
    dbf, dbi, dbg, dbo = np.zeros_like(bf), np.zeros_like(bi), np.zeros_like(bg), np.zeros_like(bo)
    dh, dc = h - target, np.zeros(n_h)
    for v, f, i, g, o, c_prev, tc in reversed(tape):
        do = dh * tc
        dc = dc + dh * o * (1 - tc ** 2)
        df = dc * c_prev
        di = dc * g
        dg = dc * i
        zf = df * f * (1 - f)
        zi = di * i * (1 - i)
        zg = dg * (1 - g ** 2)
        zo = do * o * (1 - o)
        dWf += np.outer(zf, v)
        dWi += np.outer(zi, v)
        dWg += np.outer(zg, v)
        dWo += np.outer(zo, v)
        dbf += zf
        dbi += zi
        dbg += zg
        dbo += zo
        dv = Wf.T @ zf + Wi.T @ zi + Wg.T @ zg + Wo.T @ zo
        dh = dv[n_x:]
        dc = dc * f

    Wf -= lr * dWf
    Wi -= lr * dWi
    Wg -= lr * dWg
    Wo -= lr * dWo
    bf -= lr * dbf
    bi -= lr * dbi
    bg -= lr * dbg
    bo -= lr * dbo
    if epoch % 10 == 0:
        print(epoch, loss)
