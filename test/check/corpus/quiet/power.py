import numpy as np
A = np.array([[2., 1.], [1., 3.]]); v = np.ones(2); b = np.array([1., 2.])
for i in range(10):
    v = A @ v; v = v / np.linalg.norm(v)
x = np.zeros(2); r = b - A @ x; p = r.copy()
for i in range(2):
    Ap = A @ p; al = r @ r / (p @ Ap)
    x = x + al * p; rn = r - al * Ap
    be = rn @ rn / (r @ r); p = rn + be * p; r = rn
    loss = 0.5 * x @ A @ x - b @ x
x = np.zeros(2)
for i in range(20):
    for k in range(2):
        x[k] = (b[k] - A[k] @ x + A[k, k] * x[k]) / A[k, k]
s = 2.0
for i in range(6):
    err = s * s - 2
    s -= err / (2 * s)
