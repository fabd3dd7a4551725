import numpy as np


def svm_loss_vectorized(W, X, y, reg):
    """Structured SVM loss function. X: (N, D), y: (N,), W: (D, C)."""
    num_train = X.shape[0]
    scores = X.dot(W)
    correct = scores[np.arange(num_train), y].reshape(-1, 1)
    margins = np.maximum(0, scores - correct + 1.0)
    margins[np.arange(num_train), y] = 0
    loss = np.sum(margins) / num_train
    loss += reg * np.sum(W * W)

    binary = (margins > 0).astype(float)
    row_sum = np.sum(binary, axis=1)
    binary[np.arange(num_train), y] = -row_sum
    dW = X.T.dot(binary) / num_train
    dW += 2 * reg * W
    return loss, dW


class LinearSVM:
    def __init__(self):
        self.W = None

    def train(self, X, y, learning_rate=1e-2, reg=1e-2, num_iters=200, batch_size=10):
        num_train, dim = X.shape
        num_classes = np.max(y) + 1
        if self.W is None:
            self.W = 0.1 * np.random.randn(dim, num_classes)
        loss_history = []
        for it in range(num_iters):
            batch = np.random.choice(num_train, batch_size, replace=False)
            loss, grad = svm_loss_vectorized(self.W, X[batch], y[batch], reg)
            loss_history.append(loss)
            self.W -= learning_rate * grad
        return loss_history

    def predict(self, X):
        return np.argmax(X.dot(self.W), axis=1)


np.random.seed(0)
means = np.array([[0, 2], [2, -1], [-2, -1]])
y = np.repeat(np.arange(3), 8)
X = means[y] + np.random.randn(24, 2)
X = np.hstack([X, np.ones((24, 1))])
svm = LinearSVM()
hist = svm.train(X, y)
print("first %.3f last %.3f" % (hist[0], hist[-1]))
print("accuracy", np.mean(svm.predict(X) == y))
