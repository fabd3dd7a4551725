import numpy as np

rng = np.random.RandomState(11)
X, Xv = rng.randn(20, 3), rng.randn(10, 3)
w_true = np.array([1.0, -1.0, 0.5])
y, yv = X @ w_true + 0.1 * rng.randn(20), Xv @ w_true
w = np.zeros(3)
best_w, best, waited = w, np.inf, 0
for epoch in range(500):
    r = X @ w - y
    loss = np.mean(r ** 2)
    w = w - 0.05 * 2 * X.T @ r / len(y)
    val_loss = np.mean((Xv @ w - yv) ** 2)
    if val_loss < best - 1e-6:
        best, best_w, waited = val_loss, w, 0
    else:
        waited += 1
        if waited > 5:
            break
print(best, best_w)
