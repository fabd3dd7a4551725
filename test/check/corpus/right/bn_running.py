import numpy as np
np.random.seed(0)
X = np.random.randn(16, 3); Y = np.random.randn(16, 2)
W = np.random.randn(3, 2); gamma = np.ones(2); beta = np.zeros(2)
run_mean = np.zeros(2); run_var = np.ones(2); mom = 0.9; lr = 0.1; eps = 1e-5
for it in range(5):
    z = X @ W
    mu = z.mean(0); var = z.var(0)
    run_mean = mom * run_mean + (1 - mom) * mu
    run_var = mom * run_var + (1 - mom) * var
    zh = (z - mu) / np.sqrt(var + eps)
    out = gamma * zh + beta
    loss = ((out - Y) ** 2).mean()
    dout = 2 * (out - Y) / Y.size
    dgamma = (dout * zh).sum(0); dbeta = dout.sum(0)
    dzh = dout * gamma
    m = len(X)
    dz = (m * dzh - dzh.sum(0) - zh * (dzh * zh).sum(0)) / (m * np.sqrt(var + eps))
    dW = X.T @ dz
    W -= lr * dW; gamma -= lr * dgamma; beta -= lr * dbeta
