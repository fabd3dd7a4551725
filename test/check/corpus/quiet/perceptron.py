import numpy as np
X = np.array([[1.,1.],[2.,-1.],[-1.,-1.5],[-2.,1.]]); y = np.array([1,1,-1,-1])
w = np.zeros(2); b = 0.0
for epoch in range(10):
    errors = 0
    for xi, target in zip(X, y):
        update = 0.1 * (target - np.where(np.dot(xi, w) + b >= 0.0, 1, -1))
        w += update * xi
        b += update
        errors += int(update != 0.0)
