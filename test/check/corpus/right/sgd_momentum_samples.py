import random

random.seed(10)
points = [(0.1 * i, 0.7 * 0.1 * i - 0.2 + random.gauss(0, 0.02)) for i in range(12)]

w, b = 0.0, 0.0
vw, vb = 0.0, 0.0
beta = 0.9
lr = 0.02

for epoch in range(30):
    random.shuffle(points)
    for x, y in points:
        y_hat = w * x + b
        loss = (y_hat - y) ** 2
        dw = 2 * (y_hat - y) * x
        db = 2 * (y_hat - y)
        vw = beta * vw + dw
        vb = beta * vb + db
        w -= lr * vw
        b -= lr * vb
    if epoch % 10 == 0:
        print(epoch, w, b, loss)
