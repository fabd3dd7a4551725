from dataclasses import dataclass, field

import numpy as np


@dataclass
class Config:
    n_in: int = 3
    n_hidden: int = 4
    n_out: int = 2
    lr: float = 0.2
    l2: float = 0.01
    epochs: int = 60
    seed: int = 0


@dataclass
class Params:
    W1: np.ndarray
    b1: np.ndarray
    W2: np.ndarray
    b2: np.ndarray
    history: list = field(default_factory=list)


def init(cfg: Config) -> Params:
    rng = np.random.default_rng(cfg.seed)
    return Params(
        W1=rng.standard_normal((cfg.n_in, cfg.n_hidden)) * 0.5,
        b1=np.zeros(cfg.n_hidden),
        W2=rng.standard_normal((cfg.n_hidden, cfg.n_out)) * 0.5,
        b2=np.zeros(cfg.n_out),
    )


def softmax(z: np.ndarray) -> np.ndarray:
    z = z - z.max(axis=-1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


def train(cfg: Config, X: np.ndarray, y: np.ndarray) -> Params:
    p = init(cfg)
    n = len(X)
    target = np.eye(cfg.n_out)[y]
    for epoch in range(cfg.epochs):
        h = np.tanh(X @ p.W1 + p.b1)
        probs = softmax(h @ p.W2 + p.b2)
        nll = -np.mean(np.log(probs[np.arange(n), y]))
        loss = nll + 0.5 * cfg.l2 * (np.sum(p.W1 ** 2) + np.sum(p.W2 ** 2))
        p.history.append(loss)

        g_logits = (probs - target) / n
        g_W2 = h.T @ g_logits + cfg.l2 * p.W2
        g_b2 = g_logits.sum(axis=0)
        g_h = g_logits @ p.W2.T
        g_a = g_h * (1.0 - h ** 2)
        g_W1 = X.T @ g_a + cfg.l2 * p.W1
        g_b1 = g_a.sum(axis=0)

        p.W1 -= cfg.lr * g_W1
        p.b1 -= cfg.lr * g_b1
        p.W2 -= cfg.lr * g_W2
        p.b2 -= cfg.lr * g_b2
    return p


if __name__ == "__main__":
    cfg = Config()
    rng = np.random.default_rng(1)
    X = rng.standard_normal((20, 3))
    y = (X[:, 0] * X[:, 1] > 0).astype(int)
    p = train(cfg, X, y)
    print(f"loss {p.history[0]:.4f} -> {p.history[-1]:.4f}")
