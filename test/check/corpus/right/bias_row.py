import numpy as np

def logistic(x):
    return 1.0 / (1 + np.exp(-x))

def add_bias(A):
    # append a column of ones
    return np.c_[A, np.ones(A.shape[0])]

np.random.seed(5)
X = np.array([[0.1, 0.9], [0.8, 0.2], [0.4, 0.5], [0.9, 0.9], [0.2, 0.1]])
T = np.array([[1, 0], [0, 1], [1, 0], [0, 1], [1, 0]])

n_hidden = 3
V = np.random.normal(0, 1, size=(X.shape[1] + 1, n_hidden))
W = np.random.normal(0, 1, size=(n_hidden + 1, T.shape[1]))
eta = 0.5
Xb = add_bias(X)

for epoch in range(1000):
    # forward phase
    H = logistic(Xb @ V)
    Hb = add_bias(H)
    O = logistic(Hb @ W)
    E = 0.5 * np.sum((O - T) ** 2)

    # backward phase
    deltao = (O - T) * O * (1 - O)
    deltah = (deltao @ W[:-1].T) * H * (1 - H)

    W -= eta * Hb.T @ deltao
    V -= eta * Xb.T @ deltah

    if epoch % 200 == 0:
        print("Iteration:", epoch, "Error:", E)
