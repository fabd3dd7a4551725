import numpy as np

rng = np.random.RandomState(24)
X = rng.randn(10, 4)
labels = rng.randint(3, size=10)
W = rng.randn(4, 3) * 0.1
for it in range(40):
    scores = X @ W
    probs = np.exp(scores - scores.max(axis=1, keepdims=True))
    probs /= probs.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(probs[np.arange(10), labels]))
    # the probabilities are not needed any more
    dscores = probs
    dscores[np.arange(10), labels] -= 1
    dscores /= 10
    W -= 0.5 * X.T @ dscores
