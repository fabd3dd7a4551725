import numpy as np

np.random.seed(31)
corpus = "a b c a b d a c b d c a".split()
vocab = sorted(set(corpus))
word2idx = {w: i for i, w in enumerate(vocab)}
V = len(vocab)
dim = 4
window = 1
K = 5

W_in = np.random.uniform(-0.5, 0.5, (V, dim))
W_out = np.random.uniform(-0.5, 0.5, (V, dim))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


pairs = []
for pos, word in enumerate(corpus):
    for off in range(-window, window + 1):
        ctx = pos + off
        if off != 0 and 0 <= ctx < len(corpus):
            pairs.append((word2idx[word], word2idx[corpus[ctx]]))

lr = 0.1
for epoch in range(20):
    total = 0.0
    for center, ctx in pairs:
        negatives = np.random.randint(0, V, K)
        v = W_in[center]
        u_pos = W_out[ctx]
        u_neg = W_out[negatives]

        s_pos = sigmoid(np.dot(u_pos, v))
        s_neg = sigmoid(u_neg @ v)
        loss = -np.log(s_pos) - np.sum(np.log(1 - s_neg))
        total += loss

        # gradients
        g_v = (s_pos - 1) * u_pos + s_neg @ u_neg
        g_out = np.zeros_like(W_out)
        g_out[ctx] += (s_pos - 1) * v
        np.add.at(g_out, negatives, np.outer(s_neg, v))

        W_in[center] -= lr * g_v
        W_out -= lr * g_out
    print("epoch", epoch, "loss", total / len(pairs))
