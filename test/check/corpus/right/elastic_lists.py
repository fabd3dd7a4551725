import random
from math import exp, log
random.seed(5)
N, P = 30, 3
rows = [[random.gauss(0, 1) for _ in range(P)] for _ in range(N)]
labels = [1 if r[0] - 0.5 * r[2] + random.gauss(0, .3) > 0 else 0 for r in rows]
weights = [0.1, -0.2, 0.05]
bias = 0.0
l1, l2, eta = 0.01, 0.05, 0.2

def predict(row):
    z = bias
    for w, v in zip(weights, row):
        z += w * v
    return 1.0 / (1.0 + exp(-z))

def cost():
    ll = 0.0
    for row, y in zip(rows, labels):
        p = predict(row)
        ll -= y * log(p) + (1 - y) * log(1 - p)
    return ll / N + l1 * sum(abs(w) for w in weights) + 0.5 * l2 * sum(w * w for w in weights)

history = []
for it in range(100):
    gw = [0.0] * P
    gb = 0.0
    for row, y in zip(rows, labels):
        d = predict(row) - y
        for j in range(P):
            gw[j] += d * row[j]
        gb += d
    for j in range(P):
        sign = 1 if weights[j] > 0 else -1 if weights[j] < 0 else 0
        weights[j] -= eta * (gw[j] / N + l1 * sign + l2 * weights[j])
    bias -= eta * gb / N
    history.append(cost())
print(history[0], history[-1])
