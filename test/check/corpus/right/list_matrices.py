# A neural network in pure Python, without any libraries but math and random
import math
import random


def dot(A, B):
    return [[sum(a * b for a, b in zip(row, col)) for col in zip(*B)] for row in A]


def transpose(A):
    return [list(col) for col in zip(*A)]


def apply(f, A):
    return [[f(x) for x in row] for row in A]


def minus(A, B):
    return [[x - y for x, y in zip(r, s)] for r, s in zip(A, B)]


def times(A, B):
    return [[x * y for x, y in zip(r, s)] for r, s in zip(A, B)]


def scale(k, A):
    return [[k * x for x in row] for row in A]


def rand_matrix(rows, cols):
    return [[random.gauss(0, 1) for _ in range(cols)] for _ in range(rows)]


random.seed(12)
X = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
Y = [[0], [1], [1], [0]]
W1 = rand_matrix(3, 4)
W2 = rand_matrix(4, 1)
lr = 0.7

for epoch in range(1000):
    A1 = apply(math.tanh, dot(X, W1))
    A2 = apply(lambda z: 1 / (1 + math.exp(-z)), dot(A1, W2))
    diff = minus(A2, Y)
    loss = sum(d[0] ** 2 for d in diff) / len(diff)

    dZ2 = times(scale(2 / len(diff), diff), apply(lambda a: a * (1 - a), A2))
    dW2 = dot(transpose(A1), dZ2)
    dA1 = dot(dZ2, transpose(W2))
    dZ1 = times(dA1, apply(lambda a: 1 - a ** 2, A1))
    dW1 = dot(transpose(X), dZ1)

    W2 = minus(W2, scale(lr, dW2))
    W1 = minus(W1, scale(lr, dW1))

    if epoch % 200 == 0:
        print(epoch, loss)
