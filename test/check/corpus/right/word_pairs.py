import math
import random

# word vectors of a pair and of some words that are none, in plain lists
random.seed(1)
text = "the cat sat on the mat while the dog lay on a log".split()
words = sorted(set(text))
index = {word: i for i, word in enumerate(words)}
dim = 4
U = [[random.uniform(-.5, .5) for _ in range(dim)] for _ in words]
V = [[random.uniform(-.5, .5) for _ in range(dim)] for _ in words]


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def dot(a, b):
    return sum(p * q for p, q in zip(a, b))


pairs = []
for i, word in enumerate(text):
    for j in range(max(0, i - 2), min(len(text), i + 3)):
        if index[text[j]] != index[word]:
            others = [k for k in range(len(words)) if k != index[text[j]]]
            pairs.append((index[word], index[text[j]], random.sample(others, 3)))

lr = 0.05
for epoch in range(20):
    total = 0.0
    for c, o, negatives in pairs:
        samples = [(o, 1)] + [(k, 0) for k in negatives]
        loss = 0.0
        back = [0.0] * dim
        for k, label in samples:
            p = sigmoid(dot(U[c], V[k]))
            loss -= math.log(p if label else 1 - p)
            err = p - label
            for d in range(dim):
                back[d] += err * V[k][d]
                V[k][d] -= lr * err * U[c][d]
        for d in range(dim):
            U[c][d] -= lr * back[d]
        total += loss
    print(epoch, total)
