import numpy as np

rng = np.random.RandomState(6)
R = rng.rand(6, 5)
U = rng.rand(6, 2)
V = rng.rand(5, 2)
lr = 0.05
for epoch in range(80):
    E = U @ V.T - R
    loss = 0.5 * np.sum(E ** 2)
    dU = E @ V
    dV = E.T @ U
    # one factor at a time
    if epoch % 2 == 0:
        U -= lr * dU
    else:
        V -= lr * dV
    if epoch % 20 == 0:
        print(epoch, loss)
