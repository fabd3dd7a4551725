import numpy as np

np.random.seed(3)
sentence = "to read we like to write we like to read and write again".split()
vocab = sorted(set(sentence))
index = {w: i for i, w in enumerate(vocab)}
V, D, C = len(vocab), 4, 2

samples = []
for i in range(C, len(sentence) - C):
    around = [index[sentence[j]] for j in range(i - C, i + C + 1) if j != i]
    samples.append((np.array(around), index[sentence[i]]))

W_embed = np.random.randn(V, D) * 0.3
W_out = np.random.randn(D, V) * 0.3
learning_rate = 0.2

for epoch in range(10):
    total_loss = 0
    for context, word in samples:
        hidden = W_embed[context].mean(axis=0)
        scores = hidden @ W_out
        e = np.exp(scores - scores.max())
        probs = e / e.sum()
        loss = -np.log(probs[word])
        total_loss += loss

        d_scores = probs.copy()
        d_scores[word] -= 1
        d_out = np.outer(hidden, d_scores)
        d_hidden = W_out @ d_scores
        d_embed = np.zeros_like(W_embed)
        np.add.at(d_embed, context, d_hidden / len(context))

        W_out -= learning_rate * d_out
        W_embed -= learning_rate * d_embed
    print(epoch, total_loss / len(samples))
