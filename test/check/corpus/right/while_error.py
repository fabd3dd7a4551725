import numpy as np
epochs = 0; err = 1
X = np.array([[0,0],[0,1],[1,0],[1,1]]); T = np.array([[0],[1],[1],[0]])
V = np.random.uniform(-1, 1, (2, 3)); W = np.random.uniform(-1, 1, (3, 1)); bV = np.zeros((1,3)); bW = np.zeros((1,1))
def f(x): return 1/(1+np.exp(-x))
while err > 0.01 and epochs < 5000:
    H = f(X.dot(V) + bV)
    O = f(H.dot(W) + bW)
    e = T - O
    err = np.mean(e**2)
    dO = e * O * (1-O)
    dH = dO.dot(W.T) * H * (1-H)
    W += 0.5 * H.T.dot(dO); bW += 0.5 * dO.sum(axis=0, keepdims=True)
    V += 0.5 * X.T.dot(dH); bV += 0.5 * dH.sum(axis=0, keepdims=True)
    epochs += 1
