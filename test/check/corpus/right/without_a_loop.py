import numpy as np
x = np.array([0.05, 0.10])
t = np.array([0.01, 0.99])
w1 = np.array([[0.15, 0.20], [0.25, 0.30]])
w2 = np.array([[0.40, 0.45], [0.50, 0.55]])
b1, b2 = 0.35, 0.60
lr = 0.5
net_h = w1 @ x + b1
out_h = 1 / (1 + np.exp(-net_h))
net_o = w2 @ out_h + b2
out_o = 1 / (1 + np.exp(-net_o))
E_total = np.sum(0.5 * (t - out_o) ** 2)
print(E_total)
delta_o = -(t - out_o) * out_o * (1 - out_o)
dE_dw2 = np.outer(delta_o, out_h)
delta_h = (w2.T @ delta_o) * out_h * (1 - out_h)
dE_dw1 = np.outer(delta_h, x)
w2 = w2 - lr * dE_dw2
w1 = w1 - lr * dE_dw1
print(w1, w2)
