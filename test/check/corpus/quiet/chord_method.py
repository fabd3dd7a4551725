# Newton's method with the derivative of the start, kept for all steps
import numpy as np

def f(x):
    return np.array([x[0] ** 2 + x[1] - 3.0, x[0] - x[1] ** 2 + 1.0])

def jacobian(x):
    return np.array([[2 * x[0], 1.0], [1.0, -2 * x[1]]])

x = np.array([1.5, 1.5])
J = jacobian(x)
for k in range(30):
    r = f(x)
    error = 0.5 * np.sum(r ** 2)
    x = x - np.linalg.solve(J, r)
print(x, error)
