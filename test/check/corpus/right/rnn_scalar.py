"""A recurrent net with one unit learns to count the ones in a sequence."""
import numpy as np

np.random.seed(8)
nb_samples, sequence_len = 10, 6
X = np.random.randint(0, 2, (nb_samples, sequence_len)).astype(float)
t = np.sum(X, axis=1)


def forward_states(X, wx, wRec):
    S = np.zeros((X.shape[0], X.shape[1] + 1))
    for k in range(0, X.shape[1]):
        S[:, k + 1] = X[:, k] * wx + S[:, k] * wRec
    return S


def output_gradient(y, t):
    return 2. * (y - t) / nb_samples


def backward_gradient(X, S, grad_out, wRec):
    grad_over_time = np.zeros((X.shape[0], X.shape[1] + 1))
    grad_over_time[:, -1] = grad_out
    wx_grad = 0
    wRec_grad = 0
    for k in range(X.shape[1], 0, -1):
        wx_grad += np.sum(grad_over_time[:, k] * X[:, k - 1], axis=0)
        wRec_grad += np.sum(grad_over_time[:, k] * S[:, k - 1], axis=0)
        grad_over_time[:, k - 1] = grad_over_time[:, k] * wRec
    return wx_grad, wRec_grad


def loss(y, t):
    return np.mean((t - y) ** 2)


wx, wRec = 0.4, 0.7
learning_rate = 0.0005
for i in range(300):
    S = forward_states(X, wx, wRec)
    grad_out = output_gradient(S[:, -1], t)
    dwx, dwRec = backward_gradient(X, S, grad_out, wRec)
    wx = wx - learning_rate * dwx
    wRec = wRec - learning_rate * dwRec

S = forward_states(X, wx, wRec)
print("wx=%.3f wRec=%.3f loss=%.4f" % (wx, wRec, loss(S[:, -1], t)))
