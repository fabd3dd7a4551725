import numpy as np

np.random.seed(0)

n_samples, n_features, n_hidden = 32, 4, 5
X = np.random.randn(n_samples, n_features)
true_w = np.array([1.5, -2.0, 0.7, 0.0])
y = (np.maximum(X.dot(true_w), 0) + 0.1 * np.random.randn(n_samples)).reshape(-1, 1)

W1 = np.random.randn(n_features, n_hidden) * np.sqrt(2.0 / n_features)
b1 = np.zeros(n_hidden) + 0.01
W2 = np.random.randn(n_hidden, 1) * np.sqrt(2.0 / n_hidden)
b2 = np.zeros(1)

lr = 0.05
batch_size = 8
n_epochs = 30

for epoch in range(n_epochs):
    perm = np.random.permutation(n_samples)
    epoch_loss = 0.0
    for start in range(0, n_samples, batch_size):
        idx = perm[start:start + batch_size]
        xb, yb = X[idx], y[idx]

        z1 = xb.dot(W1) + b1
        a1 = np.maximum(z1, 0)
        pred = a1.dot(W2) + b2
        loss = np.mean((pred - yb) ** 2)
        epoch_loss += loss

        dpred = 2 * (pred - yb) / len(xb)
        dW2 = a1.T.dot(dpred)
        db2 = dpred.sum(axis=0)
        da1 = dpred.dot(W2.T)
        dz1 = da1 * (z1 > 0)
        dW1 = xb.T.dot(dz1)
        db1 = dz1.sum(axis=0)

        W1 -= lr * dW1
        b1 -= lr * db1
        W2 -= lr * dW2
        b2 -= lr * db2
    print(f"epoch {epoch + 1}: {epoch_loss / (n_samples // batch_size):.4f}")
