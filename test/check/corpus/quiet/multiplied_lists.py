# Lists of numbers may be multiplied: every number is one of its own.
samples = [([1.0, 2.0], 1.0), ([0.5, -1.0], 0.0), ([2.0, 0.3], 1.0)]
w = [0.1] * 2
b = 0.0
for epoch in range(30):
    grad_w = [0.0] * 2
    grad_b = 0.0
    loss = 0.0
    for x, t in samples:
        e = sum(wi * xi for wi, xi in zip(w, x)) + b - t
        loss += 0.5 * e * e
        for i in range(2):
            grad_w[i] += e * x[i]
        grad_b += e
    w = [wi - 0.05 * gi for wi, gi in zip(w, grad_w)]
    b -= 0.05 * grad_b
