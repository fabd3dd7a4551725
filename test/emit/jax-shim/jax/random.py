import numpy as _np


def PRNGKey(seed):
    return _np.array([0, seed], dtype=_np.uint32)


def split(key, num=2):
    return _np.random.default_rng(key).integers(2**32, size=(num, 2), dtype=_np.uint32)


def bernoulli(key, p=0.5, shape=()):
    return _np.random.default_rng(key).random(shape) < p
