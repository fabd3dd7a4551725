import numpy as np

rng = np.random.RandomState(2)
documents = [[0, 3, 3, 5], [1, 2, 2], [4, 0, 5, 5, 1], [2, 2, 1, 4]]
sentiment = [1.0, 0.0, 1.0, 0.0]

table = rng.randn(6, 3) * 0.5
w = rng.randn(3)
bias = 0.0
rate = 0.3

for epoch in range(40):
    d_table = np.zeros_like(table)
    d_w = np.zeros_like(w)
    d_bias = 0.0
    loss = 0.0
    for words, label in zip(documents, sentiment):
        idx = np.array(words)
        vectors = table[idx]
        bag = np.sum(vectors, axis=0)
        p = 1.0 / (1.0 + np.exp(-(np.dot(bag, w) + bias)))
        loss -= label * np.log(p) + (1 - label) * np.log(1 - p)
        err = p - label
        d_w += err * bag
        d_bias += err
        g = np.tile(err * w, (len(idx), 1))
        np.add.at(d_table, idx, g)
    table -= rate * d_table
    w -= rate * d_w
    bias -= rate * d_bias
    if epoch % 10 == 0:
        print("%3d %.5f" % (epoch, loss))
