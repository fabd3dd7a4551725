import numpy as np
np.random.seed(0)
colors = np.random.rand(20, 3)
grid = np.random.rand(4, 4, 3)
ys, xs = np.mgrid[0:4, 0:4]
lr0, sigma0, T = 0.5, 2.0, 40
for t in range(T):
    lr = lr0 * np.exp(-t / T)
    sigma = sigma0 * np.exp(-t / T)
    x = colors[np.random.randint(len(colors))]
    d = np.linalg.norm(grid - x, axis=2)
    by, bx = np.unravel_index(np.argmin(d), d.shape)
    h = np.exp(-((ys - by) ** 2 + (xs - bx) ** 2) / (2 * sigma ** 2))
    grid += lr * h[:, :, None] * (x - grid)
print(np.mean(grid))
