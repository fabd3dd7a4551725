import numpy as np

rng = np.random.RandomState(4)
ratings = [(0, 0, 4.5), (0, 1, 3.0), (1, 0, 4.0), (1, 2, 1.5), (2, 1, 1.0), (2, 2, 5.0), (3, 0, 2.5)]
size = 2
users = rng.rand(4, size)
items = rng.rand(3, size)
rate = 0.02
shrink = 0.1

for sweep in range(60):
    total = 0.0
    for u, i, score in ratings:
        miss = users[u] @ items[i] - score
        loss = 0.5 * miss ** 2 + 0.5 * shrink * (users[u] @ users[u] + items[i] @ items[i])
        total += loss
        for k in range(size):
            was = users[u, k]
            users[u, k] -= rate * (miss * items[i, k] + shrink * users[u, k])
            items[i, k] -= rate * (miss * was + shrink * items[i, k])
    if sweep % 20 == 0:
        print(sweep, round(total, 3))
