import numpy as np

np.random.seed(77)


def adamw_step(p, g, m, v, t, lr=1e-2, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=1e-2):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * (g * g)
    m_hat = m / (1 - beta1 ** t)
    v_hat = v / (1 - beta2 ** t)
    p = p - lr * (m_hat / (np.sqrt(v_hat) + eps) + weight_decay * p)
    return p, m, v


X = np.random.randn(20, 3)
Y = np.random.randint(0, 3, 20)
onehot = np.eye(3)[Y]

W = np.random.randn(3, 3) * 0.1
b = np.zeros(3)
mW, vW = np.zeros_like(W), np.zeros_like(W)
mb, vb = np.zeros_like(b), np.zeros_like(b)

for t in range(1, 101):
    logits = X @ W + b
    e = np.exp(logits - logits.max(1, keepdims=True))
    P = e / e.sum(1, keepdims=True)
    loss = -(onehot * np.log(P)).sum() / len(X)

    G = (P - onehot) / len(X)
    dW = X.T @ G
    db = G.sum(0)

    W, mW, vW = adamw_step(W, dW, mW, vW, t)
    b, mb, vb = adamw_step(b, db, mb, vb, t, weight_decay=0.0)

    if t % 25 == 0:
        print(f"step {t:3d}  loss {loss:.4f}")
