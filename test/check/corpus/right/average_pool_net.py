import numpy as np

np.random.seed(15)
images = np.random.rand(5, 6, 6)
y = np.array([1, 0, 1, 1, 0])

K = np.random.randn(3, 3) * 0.4 + 0.2
W = np.random.randn(4, 2) * 0.4
b = np.zeros(2)
lr = 0.1


def conv2d(image, kernel):
    k = kernel.shape[0]
    n = image.shape[0] - k + 1
    out = np.zeros((n, n))
    for r in range(n):
        for c in range(n):
            out[r, c] = np.sum(image[r:r + k, c:c + k] * kernel)
    return out


for epoch in range(10):
    total = 0
    for img, label in zip(images, y):
        conv = conv2d(img, K)
        act = np.maximum(conv, 0)
        pool = act.reshape(2, 2, 2, 2).mean(axis=(1, 3))
        flat = pool.flatten()
        logits = flat @ W + b
        p = np.exp(logits) / np.exp(logits).sum()
        loss = -np.log(p[label])
        total += loss

        dlogits = p.copy()
        dlogits[label] -= 1
        dW = np.outer(flat, dlogits)
        db = dlogits
        dflat = W @ dlogits
        dpool = dflat.reshape(2, 2)
        dact = np.repeat(np.repeat(dpool, 2, axis=0), 2, axis=1) / 4
        dconv = dact * (conv > 0)
        dK = conv2d(img, dconv)
        K -= lr * dK
        W -= lr * dW
        b -= lr * db
    print(epoch, total / len(images))
