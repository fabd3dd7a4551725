import math
import random

# Two inputs, two hidden units, one output. Batch gradient descent with plain floats.
random.seed(5)

data = [([0.0, 0.0], 0.0), ([0.0, 1.0], 1.0), ([1.0, 0.0], 1.0), ([1.0, 1.0], 0.0)]


def sigmoid(x):
    return 1.0 / (1.0 + math.exp(-x))


w_hidden = [[random.uniform(-1, 1) for _ in range(2)] for _ in range(2)]
b_hidden = [random.uniform(-1, 1) for _ in range(2)]
w_out = [random.uniform(-1, 1) for _ in range(2)]
b_out = random.uniform(-1, 1)
rate = 0.8

for epoch in range(2000):
    grad_w_hidden = [[0.0, 0.0], [0.0, 0.0]]
    grad_b_hidden = [0.0, 0.0]
    grad_w_out = [0.0, 0.0]
    grad_b_out = 0.0
    error = 0.0

    for inputs, target in data:
        hidden = []
        for j in range(2):
            s = b_hidden[j]
            for i in range(2):
                s += w_hidden[j][i] * inputs[i]
            hidden.append(sigmoid(s))
        s = b_out
        for j in range(2):
            s += w_out[j] * hidden[j]
        out = sigmoid(s)
        error += (target - out) ** 2 / 2

        delta_out = (out - target) * out * (1 - out)
        grad_b_out += delta_out
        for j in range(2):
            grad_w_out[j] += delta_out * hidden[j]
            delta_hidden = delta_out * w_out[j] * hidden[j] * (1 - hidden[j])
            grad_b_hidden[j] += delta_hidden
            for i in range(2):
                grad_w_hidden[j][i] += delta_hidden * inputs[i]

    error /= len(data)
    n = len(data)
    b_out -= rate * grad_b_out / n
    for j in range(2):
        w_out[j] -= rate * grad_w_out[j] / n
        b_hidden[j] -= rate * grad_b_hidden[j] / n
        for i in range(2):
            w_hidden[j][i] -= rate * grad_w_hidden[j][i] / n

    if epoch % 500 == 0:
        print("epoch", epoch, "error", error)
