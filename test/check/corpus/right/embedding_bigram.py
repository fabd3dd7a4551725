import numpy as np

text = "the cat sat on the mat and the dog sat on the log"
words = text.split()
vocab = sorted(set(words))
stoi = {w: i for i, w in enumerate(vocab)}
ids = np.array([stoi[w] for w in words])

# contexts of two words predict the third
context = np.stack([ids[:-2], ids[1:-1]], axis=1)
target = ids[2:]

V, E, H = len(vocab), 3, 5
rng = np.random.default_rng(0)
emb = rng.normal(0, 0.5, (V, E))
W1 = rng.normal(0, 0.5, (2 * E, H))
b1 = np.zeros(H)
W2 = rng.normal(0, 0.5, (H, V))
b2 = np.zeros(V)
lr = 0.5
n = len(target)

for step in range(200):
    # forward
    x = emb[context].reshape(n, -1)
    h = np.tanh(x @ W1 + b1)
    logits = h @ W2 + b2
    logits = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(logits)
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(n), target]).mean()

    # backward
    dlogits = p.copy()
    dlogits[np.arange(n), target] -= 1
    dlogits /= n
    dW2 = h.T @ dlogits
    db2 = dlogits.sum(0)
    dh = dlogits @ W2.T
    dpre = dh * (1 - h * h)
    dW1 = x.T @ dpre
    db1 = dpre.sum(0)
    dx = dpre @ W1.T
    demb = np.zeros_like(emb)
    np.add.at(demb, context, dx.reshape(n, 2, E))

    # update
    for p_, g in [(emb, demb), (W1, dW1), (b1, db1), (W2, dW2), (b2, db2)]:
        p_ -= lr * g

    if step % 50 == 0:
        print(step, round(loss, 4))
