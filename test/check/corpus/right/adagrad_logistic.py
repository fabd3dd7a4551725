import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def log_loss(w, b, X, y):
    p = sigmoid(X.dot(w) + b)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

def train(X, y, lr=0.5, epochs=100, eps=1e-8):
    n, d = X.shape
    w = np.full(d, 0.1)
    b = 0.0
    G_w = np.zeros(d)
    G_b = 0.0
    for epoch in range(epochs):
        p = sigmoid(X.dot(w) + b)
        err = p - y
        dw = X.T.dot(err) / n
        db = np.sum(err) / n

        G_w += dw ** 2
        G_b += db ** 2
        w -= lr * dw / (np.sqrt(G_w) + eps)
        b -= lr * db / (np.sqrt(G_b) + eps)

        if epoch % 20 == 0:
            print(epoch, log_loss(w, b, X, y))
    return w, b

np.random.seed(20)
X = np.random.randn(30, 4)
y = (X @ np.array([1.0, -1.0, 2.0, 0.0]) + 0.5 > 0).astype(float)
w, b = train(X, y)
print(w, b)
