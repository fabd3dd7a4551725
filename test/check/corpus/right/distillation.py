import numpy as np
np.random.seed(1)
T = 3.0
alpha = 0.7
X = np.random.randn(60, 5)
Wt = np.random.randn(5, 3) * 2
teacher_logits = X @ Wt
Y = np.eye(3)[teacher_logits.argmax(1)]

def softmax(z, temp=1.0):
    z = z / temp
    z = z - z.max(axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)

soft_targets = softmax(teacher_logits, T)
W1 = np.random.randn(5, 6) * 0.5
b1 = np.zeros(6)
W2 = np.random.randn(6, 3) * 0.5
b2 = np.zeros(3)
lr = 0.2
for epoch in range(200):
    h = np.tanh(X @ W1 + b1)
    logits = h @ W2 + b2
    p_hard = softmax(logits)
    p_soft = softmax(logits, T)
    n = len(X)
    loss_hard = -np.sum(Y * np.log(p_hard + 1e-12)) / n
    loss_soft = -np.sum(soft_targets * np.log(p_soft + 1e-12)) / n
    loss = (1 - alpha) * loss_hard + alpha * T * T * loss_soft
    dlogits = ((1 - alpha) * (p_hard - Y) + alpha * T * (p_soft - soft_targets)) / n
    dW2 = h.T @ dlogits
    db2 = dlogits.sum(axis=0)
    dh = dlogits @ W2.T
    dpre = dh * (1 - h ** 2)
    dW1 = X.T @ dpre
    db1 = dpre.sum(axis=0)
    for p, g in zip((W1, b1, W2, b2), (dW1, db1, dW2, db2)):
        p -= lr * g
    if epoch % 50 == 0:
        print(f"{epoch:4d} {loss:.4f}")
