import numpy as np
np.random.seed(0)
R = np.array([[5,3,0,1],[4,0,0,1],[1,1,0,5],[1,0,0,4]], float)
P = np.random.rand(4, 2); Q = np.random.rand(4, 2)
alpha, beta = 0.002, 0.02
for step in range(10):
    for i in range(4):
        for j in range(4):
            if R[i][j] > 0:
                eij = R[i][j] - np.dot(P[i, :], Q[j, :])
                pi = P[i, :].copy()
                P[i, :] = P[i, :] + alpha * (2 * eij * Q[j, :] - beta * P[i, :])
                Q[j, :] = Q[j, :] + alpha * (2 * eij * pi - beta * Q[j, :])
    e = 0
    for i in range(4):
        for j in range(4):
            if R[i][j] > 0:
                e = e + (R[i][j] - np.dot(P[i, :], Q[j, :])) ** 2
