import math
xs = [0.0, 0.5, 1.0, 1.5, 2.0, 2.5]
ys = [3.1, 2.0, 1.4, 0.9, 0.7, 0.4]
A, k = 1.0, 0.5
lr = 0.05
n = len(xs)
for step in range(500):
    sse = 0.0
    dA = dk = 0.0
    for x, y in zip(xs, ys):
        e = math.exp(-k * x)
        r = A * e - y
        sse += r * r
        dA += 2 * r * e
        dk += 2 * r * (-A * x * e)
    A -= lr * dA / n
    k -= lr * dk / n
    if step % 100 == 0:
        print(step, sse / n, A, k)
