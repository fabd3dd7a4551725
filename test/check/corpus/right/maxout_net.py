import numpy as np
rs = np.random.RandomState(5)
X = rs.randn(40, 3)
t = np.abs(X[:, :1]) - 0.5 * X[:, 1:2]
k, m = 3, 4
W = rs.randn(3, m, k) * 0.5
b = rs.randn(m, k) * 0.1
V = rs.randn(m, 1) * 0.5
c = np.zeros(1)
for epoch in range(100):
    Z = np.einsum('ni,imk->nmk', X, W) + b
    idx = Z.argmax(axis=2)
    H = Z.max(axis=2)
    y = H @ V + c
    err = y - t
    mse = (err ** 2).mean()
    dy = 2 * err / err.size
    dV = H.T @ dy
    dc = dy.sum(0)
    dH = dy @ V.T
    dZ = np.zeros_like(Z)
    n_idx, m_idx = np.indices(idx.shape)
    dZ[n_idx, m_idx, idx] = dH
    dW = np.einsum('ni,nmk->imk', X, dZ)
    db = dZ.sum(axis=0)
    W -= 0.1 * dW
    b -= 0.1 * db
    V -= 0.1 * dV
    c -= 0.1 * dc
    if epoch % 20 == 0: print(epoch, mse)
