import random, math
random.seed(1)
points = [(random.uniform(-1, 1), random.uniform(-1, 1)) for _ in range(30)]
labels = [1 if a + 2 * b > 0 else 0 for a, b in points]
w = [0.0, 0.0]
bias = 0.0
lr = 0.3
def sigmoid(z): return 1 / (1 + math.exp(-z))
for epoch in range(100):
    preds = [sigmoid(w[0] * p[0] + w[1] * p[1] + bias) for p in points]
    loss = -sum(t * math.log(q) + (1 - t) * math.log(1 - q) for t, q in zip(labels, preds)) / len(points)
    errors = [q - t for q, t in zip(preds, labels)]
    grads = [sum(e * p[j] for e, p in zip(errors, points)) / len(points) for j in range(2)]
    gb = sum(errors) / len(points)
    w = [wi - lr * gi for wi, gi in zip(w, grads)]
    bias -= lr * gb
    if epoch % 25 == 0: print(epoch, round(loss, 4))
