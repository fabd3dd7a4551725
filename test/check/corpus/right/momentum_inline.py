import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

# XOR
inputs = np.array([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
expected = np.array([[0.], [1.], [1.], [0.]])

np.random.seed(21)
w_h = np.random.uniform(size=(2, 3))
b_h = np.random.uniform(size=(1, 3))
w_o = np.random.uniform(size=(3, 1))
b_o = np.random.uniform(size=(1, 1))

v_wh = np.zeros_like(w_h)
v_bh = np.zeros_like(b_h)
v_wo = np.zeros_like(w_o)
v_bo = np.zeros_like(b_o)

lr = 0.3
mu = 0.9

for epoch in range(1000):
    # forward
    h = sigmoid(np.dot(inputs, w_h) + b_h)
    out = sigmoid(np.dot(h, w_o) + b_o)
    loss = 0.5 * np.sum((expected - out) ** 2)

    # backward
    d_out = (out - expected) * out * (1 - out)
    g_wo = h.T.dot(d_out)
    g_bo = np.sum(d_out, axis=0, keepdims=True)
    d_h = d_out.dot(w_o.T) * h * (1 - h)
    g_wh = inputs.T.dot(d_h)
    g_bh = np.sum(d_h, axis=0, keepdims=True)

    # momentum
    v_wo = mu * v_wo - lr * g_wo
    v_bo = mu * v_bo - lr * g_bo
    v_wh = mu * v_wh - lr * g_wh
    v_bh = mu * v_bh - lr * g_bh
    w_o += v_wo
    b_o += v_bo
    w_h += v_wh
    b_h += v_bh

    if epoch % 100 == 0:
        print('epoch', epoch, 'loss', loss)
