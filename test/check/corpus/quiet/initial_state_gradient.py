import numpy as np

rng = np.random.RandomState(10)
xs = rng.randn(6)
target = 0.4
h0 = 0.0
w, u = 0.5, 0.3
for epoch in range(40):
    hs = [h0]
    for x in xs:
        hs.append(np.tanh(u * hs[-1] + w * x))
    loss = 0.5 * (hs[-1] - target) ** 2
    dh = hs[-1] - target
    dw = du = 0.0
    for t in reversed(range(len(xs))):
        dz = dh * (1 - hs[t + 1] ** 2)
        dw += dz * xs[t]
        du += dz * hs[t]
        dh = dz * u
    dh0 = dh
    w -= 0.2 * dw
    u -= 0.2 * du
print(loss, w, u)
