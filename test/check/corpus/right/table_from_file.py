import pandas as pd
import numpy as np
df = pd.read_csv('iris.csv')
df = df.sample(frac=1).reset_index(drop=True)
X = df.iloc[:, :-1].values
y = df.iloc[:, -1].values.reshape(-1, 1)
X = (X - X.mean(axis=0)) / X.std(axis=0)
class LogReg:
    def __init__(self, lr=0.01, n_iters=1000):
        self.lr = lr
        self.n_iters = n_iters
        self.weights = None
        self.bias = None
    def fit(self, X, y):
        n_samples, n_features = X.shape
        self.weights = np.zeros((n_features, 1))
        self.bias = 0
        for _ in range(self.n_iters):
            linear = np.dot(X, self.weights) + self.bias
            y_predicted = self._sigmoid(linear)
            dw = (1 / n_samples) * np.dot(X.T, (y_predicted - y))
            db = (1 / n_samples) * np.sum(y_predicted - y)
            self.weights -= self.lr * dw
            self.bias -= self.lr * db
    def predict(self, X):
        return [1 if i > 0.5 else 0 for i in self._sigmoid(np.dot(X, self.weights) + self.bias)]
    def _sigmoid(self, x):
        return 1 / (1 + np.exp(-x))
split = int(0.8 * len(X))
clf = LogReg(lr=0.1, n_iters=100)
clf.fit(X[:split], y[:split])
preds = clf.predict(X[split:])
print("accuracy", np.mean(np.array(preds).reshape(-1, 1) == y[split:]))
