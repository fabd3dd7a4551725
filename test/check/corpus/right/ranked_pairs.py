import numpy as np

class BPR:
    def __init__(self, n_users, n_items, k=4, lr=0.05, reg=0.01):
        self.U = np.random.normal(scale=0.1, size=(n_users, k))
        self.V = np.random.normal(scale=0.1, size=(n_items, k))
        self.lr, self.reg = lr, reg

    def step(self, u, i, j):
        u_f, i_f, j_f = self.U[u].copy(), self.V[i].copy(), self.V[j].copy()
        x = u_f.dot(i_f - j_f)
        sig = 1.0 / (1.0 + np.exp(x))
        self.U[u] += self.lr * (sig * (i_f - j_f) - self.reg * u_f)
        self.V[i] += self.lr * (sig * u_f - self.reg * i_f)
        self.V[j] += self.lr * (-sig * u_f - self.reg * j_f)
        return -np.log(1.0 / (1.0 + np.exp(-x))) + 0.5 * self.reg * (u_f @ u_f + i_f @ i_f + j_f @ j_f)

np.random.seed(0)
model = BPR(8, 12)
likes = {u: set(np.random.choice(12, 4, replace=False)) for u in range(8)}
for epoch in range(20):
    loss = 0
    for u in range(8):
        for i in likes[u]:
            j = np.random.randint(12)
            while j in likes[u]:
                j = np.random.randint(12)
            loss += model.step(u, i, j)
    print(epoch, loss)
