import numpy as np
np.random.seed(0)
x = np.concatenate([np.random.randn(20) - 2, np.random.randn(20) * 0.5 + 3])
pi, mu, sd = np.array([0.5, 0.5]), np.array([-1.0, 1.0]), np.array([1.0, 1.0])
for it in range(12):
    dens = pi * np.exp(-0.5 * ((x[:, None] - mu) / sd) ** 2) / (sd * np.sqrt(2 * np.pi))
    ll = np.log(dens.sum(1)).sum()
    r = dens / dens.sum(1, keepdims=True)
    N = r.sum(0)
    mu = (r * x[:, None]).sum(0) / N
    sd = np.sqrt((r * (x[:, None] - mu) ** 2).sum(0) / N)
    pi = N / len(x)
    print(it, ll)
