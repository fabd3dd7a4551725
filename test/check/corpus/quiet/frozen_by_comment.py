import numpy as np

rng = np.random.RandomState(4)
x = rng.randn(20)
t = 1.5 * x + 0.3
w, b = 0.1, 0.0
for step in range(100):
    p = w * x + b
    loss = ((p - t) ** 2).mean()
    dw = 2 * ((p - t) * x).mean()
    db = 2 * (p - t).mean()
    w -= 0.1 * dw
    # b is not trained in this section: the line goes through the origin
print(w, b, loss)
