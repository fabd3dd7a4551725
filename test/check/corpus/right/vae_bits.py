import numpy as np
rng = np.random.RandomState(0)
X = (rng.rand(16, 8) > 0.5).astype(float)
H, Z = 6, 2
p = dict(We=rng.randn(8, H) * .3, be=np.zeros(H), Wm=rng.randn(H, Z) * .3, bm=np.zeros(Z), Ws=rng.randn(H, Z) * .3, bs=np.zeros(Z),
         Wd=rng.randn(Z, H) * .3, bd=np.zeros(H), Wo=rng.randn(H, 8) * .3, bo=np.zeros(8))
lr = 0.01
for epoch in range(100):
    eps = rng.randn(16, Z)
    h = np.tanh(X @ p["We"] + p["be"])
    mu = h @ p["Wm"] + p["bm"]
    logvar = h @ p["Ws"] + p["bs"]
    std = np.exp(0.5 * logvar)
    z = mu + std * eps
    d = np.tanh(z @ p["Wd"] + p["bd"])
    y = 1 / (1 + np.exp(-(d @ p["Wo"] + p["bo"])))
    bce = -np.sum(X * np.log(y) + (1 - X) * np.log(1 - y))
    kl = -0.5 * np.sum(1 + logvar - mu ** 2 - np.exp(logvar))
    loss = bce + kl
    g = {}
    do = y - X
    g["Wo"], g["bo"] = d.T @ do, do.sum(0)
    dd = do @ p["Wo"].T * (1 - d ** 2)
    g["Wd"], g["bd"] = z.T @ dd, dd.sum(0)
    dz = dd @ p["Wd"].T
    dmu = dz + mu
    dlv = dz * eps * 0.5 * std + 0.5 * (np.exp(logvar) - 1)
    g["Wm"], g["bm"] = h.T @ dmu, dmu.sum(0)
    g["Ws"], g["bs"] = h.T @ dlv, dlv.sum(0)
    dh = (dmu @ p["Wm"].T + dlv @ p["Ws"].T) * (1 - h ** 2)
    g["We"], g["be"] = X.T @ dh, dh.sum(0)
    for k in p:
        p[k] -= lr * g[k]
    if epoch % 20 == 0: print(epoch, loss)
