import numpy as np

np.random.seed(231)
N, D, H, C = 12, 4, 5, 3
X = np.random.randn(N, D) * 2 + 1
y = np.random.randint(0, C, N)


def affine_forward(x, w, b):
    out = x.dot(w) + b
    return out, (x, w)


def affine_backward(dout, cache):
    x, w = cache
    dx = dout.dot(w.T)
    dw = x.T.dot(dout)
    db = dout.sum(axis=0)
    return dx, dw, db


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    mu = x.mean(axis=0)
    xmu = x - mu
    var = np.mean(xmu ** 2, axis=0)
    ivar = 1.0 / np.sqrt(var + eps)
    xhat = xmu * ivar
    out = gamma * xhat + beta
    return out, (xhat, gamma, ivar)


def batchnorm_backward(dout, cache):
    xhat, gamma, ivar = cache
    N = dout.shape[0]
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)
    dxhat = dout * gamma
    dx = (1.0 / N) * ivar * (N * dxhat - np.sum(dxhat, axis=0) - xhat * np.sum(dxhat * xhat, axis=0))
    return dx, dgamma, dbeta


def softmax_loss(x, y):
    shifted = x - np.max(x, axis=1, keepdims=True)
    probs = np.exp(shifted) / np.sum(np.exp(shifted), axis=1, keepdims=True)
    loss = -np.sum(np.log(probs[np.arange(x.shape[0]), y])) / x.shape[0]
    dx = probs.copy()
    dx[np.arange(x.shape[0]), y] -= 1
    dx /= x.shape[0]
    return loss, dx


W1 = np.random.randn(D, H) * 0.5
b1 = np.zeros(H)
gamma = np.ones(H)
beta = np.zeros(H)
W2 = np.random.randn(H, C) * 0.5
b2 = np.zeros(C)
lr = 0.1

for it in range(100):
    a, fc1_cache = affine_forward(X, W1, b1)
    bn, bn_cache = batchnorm_forward(a, gamma, beta)
    h = np.maximum(0, bn)
    scores, fc2_cache = affine_forward(h, W2, b2)
    loss, dscores = softmax_loss(scores, y)

    dh, dW2, db2 = affine_backward(dscores, fc2_cache)
    dbn = dh * (bn > 0)
    da, dgamma, dbeta = batchnorm_backward(dbn, bn_cache)
    dx, dW1, db1 = affine_backward(da, fc1_cache)

    W1 -= lr * dW1
    b1 -= lr * db1
    gamma -= lr * dgamma
    beta -= lr * dbeta
    W2 -= lr * dW2
    b2 -= lr * db2
    if it % 20 == 0:
        print("iteration %d loss %.4f" % (it, loss))
