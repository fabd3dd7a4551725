import numpy as np
x = np.array([1.0, 0.0]); dt = 0.01; E = 0
for i in range(100):
    a = -x[0]
    x = x + dt * np.array([x[1], a])
    E = 0.5 * x[1] ** 2 + 0.5 * x[0] ** 2
w = 1.0; target = 3.0
for i in range(10):
    error = target - w
    w += 0.5 * error
integral = 0; prev = 0; pos = 0.0
for i in range(20):
    err = 1.0 - pos
    integral += err * 0.1
    out = 2 * err + 0.1 * integral + 0.05 * (err - prev) / 0.1
    pos += out * 0.1
    prev = err
kal_x, P = 0.0, 1.0
for z in [1.1, 0.9, 1.0]:
    K = P / (P + 0.1)
    error = z - kal_x
    kal_x = kal_x + K * error
    P = (1 - K) * P
