import numpy as np
rng = np.random.default_rng(0)
W = rng.normal(size=(3, 6)) * 0.5
margin, lr = 1.0, 0.01
anchors = rng.normal(size=(20, 6))
positives = anchors + 0.1 * rng.normal(size=(20, 6))
negatives = rng.normal(size=(20, 6))
for epoch in range(30):
    total = 0.0
    dW = np.zeros_like(W)
    for a, p, n in zip(anchors, positives, negatives):
        ea, ep, en = W @ a, W @ p, W @ n
        d_pos = np.sum((ea - ep) ** 2)
        d_neg = np.sum((ea - en) ** 2)
        loss = max(0.0, d_pos - d_neg + margin)
        total += loss
        if loss > 0:
            g_a = 2 * (ea - ep) - 2 * (ea - en)
            g_p = -2 * (ea - ep)
            g_n = 2 * (ea - en)
            dW += np.outer(g_a, a) + np.outer(g_p, p) + np.outer(g_n, n)
    W -= lr * dW / len(anchors)
    print(epoch, total / len(anchors))
