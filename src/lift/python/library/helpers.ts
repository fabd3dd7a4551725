/**
 * What stands for files of helpers of a course that a program imports and that are not beside it: activations that hand
 * back what their derivatives need, and data sets, which hold samples in columns.
 */
export const courseLayers = `
import numpy as np

def sigmoid(Z): return 1 / (1 + np.exp(-Z)), Z
def relu(Z): return np.maximum(0, Z), Z
def relu_backward(dA, cache): return dA * (cache > 0)
def sigmoid_backward(dA, cache):
    s = 1 / (1 + np.exp(-cache))
    return dA * s * (1 - s)
`;

export const courseData = `
import numpy as np

def sigmoid(x): return 1 / (1 + np.exp(-x))
def relu(x): return np.maximum(0, x)

def _columns_of(n, seed):
    rng = np.random.RandomState(seed)
    Y = (np.arange(n) % 2).reshape(1, n)
    return rng.randn(2, n) + Y - 0.5, Y

def load_planar_dataset(*args):
    _replaced("load_planar_dataset")
    return _columns_of(16, 3)

def load_extra_datasets(*args):
    _replaced("load_extra_datasets")
    return tuple((X.T, Y[0]) for X, Y in (_columns_of(16, seed) for seed in range(5)))

def load_dataset(*args, **given):
    _replaced("load_dataset")
    return _columns_of(16, 5)

def load_2D_dataset(*args):
    _replaced("load_2D_dataset")
    X, Y = _columns_of(16, 7)
    return X, Y, X[:, :8], Y[:, :8]
`;

export const coursePictures = `${courseLayers}
def _pictures(what):
    _replaced(what)
    rng = np.random.RandomState(9)
    classes = np.array([b"non-cat", b"cat"])
    Y = (np.arange(40) % 2).reshape(1, 40)
    X = rng.randint(0, 256, (40, 8, 8, 3))
    return X[:28], Y[:, :28], X[28:], Y[:, 28:], classes

def load_dataset(*args): return _pictures("load_dataset")
def load_data(*args): return _pictures("load_data")
`;
