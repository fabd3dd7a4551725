/**
 * What stands for data that a program would load: small, seeded, of the shape that the loader's name implies. Each
 * loader says so through `_replaced(what)`, which the report passes on.
 */
export const madeClasses = `
import numpy as np

def _classes(n, d, k, seed):
    rng = np.random.RandomState(seed)
    y = np.arange(n) % k
    X = rng.randn(n, d) * 0.6
    for at in range(n):
        X[at, y[at] % d] += 1.0
    return X, y
`;

export const sklearnDatasets = `${madeClasses}
class _Bunch:
    def __init__(self, data, target, names):
        self.data = data
        self.target = target
        self.target_names = names
        self.feature_names = ["f" + str(k) for k in range(data.shape[1])]
        self.images = data
    def __getitem__(self, name):
        return getattr(self, name)

def _bunch(what, n, d, k, given):
    _replaced(what)
    X, y = _classes(n, d, k, 3)
    if given.get("return_X_y"):
        return X, y
    return _Bunch(X, y, np.array(["a", "b", "c"][:k]))

def load_iris(**given): return _bunch("load_iris", 24, 4, 3, given)
def load_wine(**given): return _bunch("load_wine", 24, 13, 3, given)
def load_breast_cancer(**given): return _bunch("load_breast_cancer", 24, 30, 2, given)
def load_digits(n_class=10, **given): return _bunch("load_digits", max(30, _rows), 64, n_class, given)
def load_boston(**given): return _regression("load_boston", 13, given)
def load_diabetes(**given): return _regression("load_diabetes", 10, given)
def fetch_california_housing(**given): return _regression("fetch_california_housing", 8, given)
def fetch_openml(*args, **given): return _bunch("fetch_openml", _rows + 10, 784, 10, given)
def fetch_mldata(*args, **given): return _bunch("fetch_mldata", _rows + 10, 784, 10, given)

def _regression(what, d, given):
    _replaced(what)
    rng = np.random.RandomState(5)
    X = rng.randn(20, d)
    y = X.dot(rng.randn(d)) + 0.1 * rng.randn(20)
    if given.get("return_X_y"):
        return X, y
    return _Bunch(X, y, np.array(["y"]))

def _pairs(what, n, d, k):
    _replaced(what)
    return _classes(min(n, 16), d, k, 7)

def make_moons(n_samples=100, **given): return _pairs("make_moons", n_samples, 2, 2)
def make_circles(n_samples=100, **given): return _pairs("make_circles", n_samples, 2, 2)
def make_blobs(n_samples=100, n_features=2, centers=3, **given):
    return _pairs("make_blobs", n_samples, n_features, centers if isinstance(centers, int) else 3)
def make_classification(n_samples=100, n_features=20, n_classes=2, **given):
    return _pairs("make_classification", n_samples, n_features, n_classes)
def make_gaussian_quantiles(n_samples=100, n_features=2, n_classes=3, **given):
    return _pairs("make_gaussian_quantiles", n_samples, n_features, n_classes)
def load_linnerud(**given): return _regression("load_linnerud", 3, given)
def make_regression(n_samples=100, n_features=100, n_targets=1, **given):
    _replaced("make_regression")
    rng = np.random.RandomState(5)
    n = min(n_samples, 20)
    X = rng.randn(n, n_features)
    y = X.dot(rng.randn(n_features, n_targets))
    return X, (y[:, 0] if n_targets == 1 else y)
`;

export const sklearnModelSelection = `
import numpy as np

def train_test_split(*arrays, test_size=None, train_size=None, random_state=None, shuffle=True, stratify=None):
    n = len(arrays[0])
    if test_size is None:
        test_size = 0.25 if train_size is None else 1 - train_size
    held = test_size if isinstance(test_size, int) else int(np.ceil(n * test_size))
    parts = []
    for one in arrays:
        parts.append(one[: n - held])
        parts.append(one[n - held :])
    return parts
`;

export const sklearnPreprocessing = `
import numpy as np

class _Scaler:
    def __init__(self, *args, **given):
        pass
    def fit(self, X, y=None):
        self._fit(np.asarray(X, dtype=float))
        return self
    def fit_transform(self, X, y=None):
        return self.fit(X).transform(X)

class StandardScaler(_Scaler):
    def _fit(self, X):
        self.mean_ = X.mean(axis=0)
        self.scale_ = X.std(axis=0) + (X.std(axis=0) == 0)
    def transform(self, X):
        return (X - self.mean_) / self.scale_
    def inverse_transform(self, X):
        return X * self.scale_ + self.mean_

class MinMaxScaler(_Scaler):
    def _fit(self, X):
        self.low = X.min(axis=0)
        self.span = X.max(axis=0) - X.min(axis=0)
        self.span = self.span + (self.span == 0)
    def transform(self, X):
        return (X - self.low) / self.span
    def inverse_transform(self, X):
        return X * self.span + self.low

class _Encoder:
    def __init__(self, *args, **given):
        pass
    def fit(self, y, _=None):
        self.classes_ = np.unique(np.asarray(y).ravel())
        return self
    def transform(self, y):
        flat = np.asarray(y).ravel()
        return (flat.reshape(-1, 1) == self.classes_.reshape(1, -1)).astype(float)
    def fit_transform(self, y, _=None):
        return self.fit(y).transform(y)

class OneHotEncoder(_Encoder):
    pass

class LabelBinarizer(_Encoder):
    def transform(self, y):
        hot = super().transform(y)
        return hot[:, 1:].astype(int) if len(self.classes_) == 2 else hot.astype(int)

class LabelEncoder(_Encoder):
    def transform(self, y):
        return np.searchsorted(self.classes_, np.asarray(y).ravel())

class PolynomialFeatures(_Scaler):
    def __init__(self, degree=2, include_bias=True, **given):
        self.degree, self.include_bias = degree, include_bias
    def _fit(self, X):
        pass
    def transform(self, X):
        X = np.asarray(X, dtype=float)
        columns = [np.ones(len(X))] if self.include_bias else []
        last = [(X[:, k], k) for k in range(X.shape[1])]
        columns += [one for one, _ in last]
        for _ in range(self.degree - 1):
            last = [(one * X[:, j], j) for one, k in last for j in range(k, X.shape[1])]
            columns += [one for one, _ in last]
        return np.stack(columns, axis=1)

def scale(X, **given):
    return StandardScaler().fit_transform(X)

def normalize(X, **given):
    return X / np.sqrt(np.sum(X * X, axis=1, keepdims=True))
`;

export const sklearnMetrics = `
import numpy as np

def accuracy_score(y, p, **given): return float(np.mean(np.asarray(y) == np.asarray(p)))
def mean_squared_error(y, p, **given): return float(np.mean((np.asarray(y) - np.asarray(p)) ** 2))
def confusion_matrix(y, p, **given): return np.zeros((2, 2))
def classification_report(y, p, **given): return ""
def _figure(*args, **given): return 0.0
f1_score = precision_score = recall_score = roc_auc_score = log_loss = _figure
r2_score = mean_absolute_error = cohen_kappa_score = _figure
`;

export const sklearnUtils = `
import numpy as np

def shuffle(*arrays, random_state=None, n_samples=None):
    order = np.random.RandomState(0).permutation(len(arrays[0]))
    taken = [np.asarray(one)[order] for one in arrays]
    return taken[0] if len(taken) == 1 else taken
`;

/** The loader that goes with a well-known book: digits as columns, with their classes as columns or numbers. */
export const mnistLoader = `${madeClasses}
def _digits(n, seed):
    X, y = _classes(n, 784, 10, seed)
    return np.clip(np.abs(X), 0, 1), y
def load_data():
    _replaced("mnist_loader")
    return _digits(20, 11), _digits(10, 12), _digits(10, 13)
def load_data_wrapper():
    training, validation, test = load_data()
    columns = lambda X: [x.reshape(784, 1) for x in X]
    return (
        list(zip(columns(training[0]), [vectorized_result(one) for one in training[1]])),
        list(zip(columns(validation[0]), validation[1])),
        list(zip(columns(test[0]), test[1])),
    )
def vectorized_result(j):
    e = np.zeros((10, 1))
    e[j] = 1.0
    return e
`;

/** Packages that read the files of handwritten digits: `mnist` and `python-mnist`. */
export const mnistPackage = `${madeClasses}
def _digits(n, seed):
    _replaced("mnist")
    X, y = _classes(n, 784, 10, seed)
    return (np.clip(np.abs(X), 0, 1) * 255).astype(int), y
def train_images(): return _digits(_rows + 10, 11)[0].reshape(-1, 28, 28)
def train_labels(): return _digits(_rows + 10, 11)[1]
def test_images(): return _digits(20, 12)[0].reshape(-1, 28, 28)
def test_labels(): return _digits(20, 12)[1]
class MNIST:
    def __init__(self, *args, **given): pass
    def load_training(self):
        X, y = _digits(_rows + 10, 11)
        return X.tolist(), y.tolist()
    def load_testing(self):
        X, y = _digits(20, 12)
        return X.tolist(), y.tolist()
def load_mnist(normalize=True, flatten=True, one_hot_label=False, **given):
    def part(X, y):
        X = X / 255 if normalize else X
        X = X if flatten else X.reshape(-1, 1, 28, 28)
        return X, (np.eye(10)[y] if one_hot_label else y)
    return part(*_digits(_rows + 10, 11)), part(*_digits(20, 12))
`;

/** Optimisers that ask a program for its cost and gradient: they take a few plain steps, which are judged. */
export const scipyOptimize = `
import numpy as np

class OptimizeResult:
    def __init__(self, x):
        self.x, self.fun, self.success, self.message, self.nit = x, 0.0, True, "", 3
    def __getitem__(self, name): return getattr(self, name)

def _descended(fun, x0, args, jac):
    args = args if isinstance(args, tuple) else (args,)
    theta = np.array(x0, dtype=float).ravel()
    for _step in range(3):
        if jac is True:
            loss, _gradient = fun(theta, *args)
        else:
            loss = fun(theta, *args)
            _gradient = jac(theta, *args)
        theta = theta - 0.1 * np.ravel(_gradient)
    return theta

def minimize(fun, x0, args=(), method=None, jac=None, **given):
    if jac is None or jac is False:
        return OptimizeResult(np.array(x0, dtype=float).ravel())
    return OptimizeResult(_descended(fun, x0, args, jac))

def _found(fun, x0, fprime, args):
    if fprime is None:
        return _descended(fun, x0, args, True)
    return _descended(fun, x0, args, fprime)

def fmin_tnc(func, x0, fprime=None, args=(), **given): return _found(func, x0, fprime, args), 3, 0
def fmin_cg(f, x0, fprime=None, args=(), **given): return _found(f, x0, fprime, args) if fprime else np.array(x0)
def fmin_l_bfgs_b(func, x0, fprime=None, args=(), **given): return _found(func, x0, fprime, args), 0.0, {}
fmin_bfgs = fmin_ncg = fmin_cg
`;

export const kerasDatasets = `${madeClasses}
class _Images:
    def __init__(self, what):
        self.what = what
    def load_data(self, *args, **given):
        _replaced(self.what)
        X, y = _classes(_rows + 10, 784, 10, 11)
        X = (np.clip(np.abs(X), 0, 1) * 255).astype(int).reshape(-1, 28, 28)
        return (X[:_rows], y[:_rows]), (X[_rows:], y[_rows:])

mnist = _Images("mnist.load_data")
fashion_mnist = _Images("fashion_mnist.load_data")

def load_data(*args, **given):
    return mnist.load_data()
class np_utils:
    @staticmethod
    def to_categorical(y, num_classes=None): return to_categorical(y, num_classes)
def to_categorical(y, num_classes=None):
    y = np.asarray(y).ravel().astype(int)
    return np.eye(num_classes or int(y.max()) + 1)[y]
`;

export const files = `
import numpy as np

_words = "the net learns to spell a word and then another; each letter follows the one before it. "

class _File:
    def __init__(self, name, mode="r", *args, **given):
        self.name = str(name)
        self._writes = "w" in mode or "a" in mode
        if self._writes:
            self._text = ""
            return
        _replaced(self.name)
        if self.name.endswith(".csv") or self.name.endswith(".data"):
            rng = np.random.RandomState(17)
            rows = []
            for at in range(20):
                numbers = ["%.3f" % one for one in rng.randn(max(_columns, 3) - 1) + at % 2]
                rows.append(",".join(numbers + [str(at % 2)]))
            self._text = "\\n".join(rows) + "\\n"
        else:
            self._text = _words * 6
    def read(self, *args): return self._text
    def readline(self): return self._text.split("\\n")[0]
    def readlines(self): return [line + "\\n" for line in self._text.split("\\n") if line]
    def write(self, text): return len(text)
    def writelines(self, lines): pass
    def close(self): pass
    def flush(self): pass
    def __iter__(self): return iter(self.readlines())
    def __enter__(self): return self
    def __exit__(self, *args): return False

class _Bytes:
    def __init__(self, values, header): self.values, self.header = values, header
    def __len__(self): return len(self.values)

class _Idx:
    def __init__(self, name, *args, **given):
        _replaced(str(name))
        rng = np.random.RandomState(23)
        n = 20 if "train" in str(name) else 10
        if "label" in str(name) or "idx1" in str(name):
            self._values, self._header, self._skip = [k % 10 for k in range(n)], (2049, n), 8
        else:
            pixels = rng.randint(0, 256, n * 784) * (rng.rand(n * 784) < 0.3)
            self._values, self._header, self._skip = pixels.tolist(), (2051, n, 28, 28), 16
        self._values = [0] * self._skip + self._values
        self._at = 0
    def read(self, size=None):
        end = len(self._values) if size is None else self._at + size
        part = self._values[self._at : end]
        self._at = end
        return _Bytes(part, self._header)
    def close(self): pass
    def __enter__(self): return self
    def __exit__(self, *args): return False

def unpack(form, data):
    wanted = sum(1 for one in form if one in "IiBb")
    return data.header[:wanted] if len(data) >= 8 else data.header[1 : 1 + wanted]

def frombuffer(data, dtype=None, count=-1, offset=0):
    return np.array(data.values[offset:])

def open(name, mode="r", *args, **given):
    if "ubyte" in str(name) or "idx" in str(name) or str(name).endswith(".gz"):
        return _Idx(name)
    return _File(name, mode, *args, **given)
`;

/** What is fetched: the text of a file of that name. */
export const web = `${files}
class _Response:
    status_code = 200
    ok = True
    def __init__(self, url):
        self.url = str(url)
        self.text = _File(url).read()
        self.content = self.text
    def read(self, *args): return self.text
    def readlines(self): return self.text.splitlines()
    def iter_lines(self): return iter(self.text.splitlines())
    def raise_for_status(self): pass
    def decode(self, *args): return self.text
    def __iter__(self): return iter(self.text.splitlines())
    def __enter__(self): return self
    def __exit__(self, *args): return False

def get(url, *args, **given): return _Response(url)
def urlopen(url, *args, **given): return _Response(url)
def urlretrieve(url, name=None, *args): return name or "data", None
`;

export const csv = `
def reader(lines, *args, **given):
    for line in lines:
        yield line.strip().split(given.get("delimiter", ","))
class DictReader:
    def __init__(self, lines, *args, **given):
        rows = [line.strip().split(",") for line in lines]
        self._rows = [dict(zip(rows[0], row)) for row in rows[1:]]
    def __iter__(self): return iter(self._rows)
class writer:
    def __init__(self, *args, **given): pass
    def writerow(self, row): pass
    def writerows(self, rows): pass
QUOTE_NONNUMERIC = 2
`;

export const pickle = `${madeClasses}
def _images(n, seed):
    X, y = _classes(n, 784, 10, seed)
    return np.clip(np.abs(X), 0, 1), y
def load(*args, **given):
    _replaced("pickle.load")
    return _images(20, 11), _images(10, 12), _images(10, 13)
loads = load
def dump(*args, **given): pass
`;

export const matrices = `${madeClasses}
def loadmat(name, *args, **given):
    _replaced(str(name))
    X, y = _classes(20, 400, 10, 19)
    return {"X": X, "y": y.reshape(-1, 1) + 1}
def savemat(*args, **given): pass
`;

export const signal = `
import numpy as np

def _window(n, m, mode, centre):
    if mode == "full":
        return 0, n + m - 1
    if mode == "valid":
        return m - 1, n - m + 1
    return centre(m), n

# one product of all patches: each is taken from the numbers, behind which a 0 stands for all that is outside
def _slid(a, k, mode, centre):
    first, rows = _window(a.shape[0], k.shape[0], mode, centre)
    left, columns = _window(a.shape[1], k.shape[1], mode, centre)
    y = np.add.outer(np.arange(rows) + first - k.shape[0] + 1, np.arange(k.shape[0]))
    x = np.add.outer(np.arange(columns) + left - k.shape[1] + 1, np.arange(k.shape[1]))
    y = y.reshape(rows, 1, k.shape[0], 1)
    x = x.reshape(1, columns, 1, k.shape[1])
    inside = (y >= 0) & (y < a.shape[0]) & (x >= 0) & (x < a.shape[1])
    places = np.where(inside, y * a.shape[1] + x, a.size).reshape(rows * columns, k.size)
    patches = np.concatenate([a.ravel(), np.zeros(1)])[places]
    return (patches @ k.ravel()).reshape(rows, columns)

def convolve2d(a, k, mode="full", **given):
    a, k = np.asarray(a), np.asarray(k)
    if mode == "valid" and a.shape[0] < k.shape[0]:
        a, k = k, a
    return _slid(a, k[::-1, ::-1], mode, lambda n: (n - 1) // 2)

def correlate2d(a, k, mode="full", **given):
    a, k = np.asarray(a), np.asarray(k)
    if mode == "valid" and a.shape[0] < k.shape[0]:
        return _slid(k, a, mode, None)[::-1, ::-1]
    return _slid(a, k, mode, lambda n: n // 2)
`;
