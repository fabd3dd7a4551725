import { madeClasses } from "./stand-ins.ts";

/** Tables from files: `_columns` is as many as the program reads. */
export const tables = `${madeClasses}
def _table(what, columns):
    _replaced(what)
    if _class_first:
        X, y = _classes(_rows, 784, 10, 13)
        pixels = (np.clip(np.abs(X), 0, 1) * 255).astype(int)
        return np.concatenate([y.reshape(-1, 1), pixels], axis=1)
    X, y = _classes(_rows, max(columns - 1, 1), 2, 13)
    return np.concatenate([X, y.reshape(-1, 1)], axis=1) if columns > 1 else X

def loadtxt(name, *args, **given):
    wanted = given.get("usecols")
    table = _table(str(name), _columns)
    if wanted is not None:
        table = table[:, : len(wanted)] if hasattr(wanted, "__len__") else table[:, 0]
    return table.T if given.get("unpack") else table

genfromtxt = loadtxt
load = loadtxt

class _Places:
    def __init__(self, frame): self.frame = frame
    def __getitem__(self, at):
        if isinstance(at, tuple) and (isinstance(at[1], str) or isinstance(at[1], list) and isinstance(at[1][0], str)):
            columns = self.frame[at[1]]
            return columns._made(columns.values[_plain(at[0])])
        picked = self.frame.values[at]
        if not hasattr(picked, "shape"):
            return picked
        return _Series(picked) if picked.ndim == 1 else _Frame(picked, self.frame.columns)
    def __setitem__(self, at, value): self.frame.values[at] = value

def _plain(other):
    return other.values if isinstance(other, (_Series, _Frame)) else other

class _Table:
    def __array__(self): return self.values
    def to_numpy(self, *args, **given): return self.values
    def as_matrix(self): return self.values
    def tolist(self): return self.values.tolist()
    def __len__(self): return len(self.values)
    def __add__(self, other): return self._made(self.values + _plain(other))
    def __radd__(self, other): return self._made(_plain(other) + self.values)
    def __sub__(self, other): return self._made(self.values - _plain(other))
    def __rsub__(self, other): return self._made(_plain(other) - self.values)
    def __mul__(self, other): return self._made(self.values * _plain(other))
    def __rmul__(self, other): return self._made(self.values * _plain(other))
    def __truediv__(self, other): return self._made(self.values / _plain(other))
    def __pow__(self, other): return self._made(self.values ** _plain(other))
    def __neg__(self): return self._made(-self.values)
    def __eq__(self, other): return self._made(self.values == _plain(other))
    def __ne__(self, other): return self._made(self.values != _plain(other))
    def __gt__(self, other): return self._made(self.values > _plain(other))
    def __lt__(self, other): return self._made(self.values < _plain(other))
    def __ge__(self, other): return self._made(self.values >= _plain(other))
    def __le__(self, other): return self._made(self.values <= _plain(other))
    def astype(self, kind):
        return self if kind in ("category", "string", str, object) else self._made(self.values.astype(kind))
    def copy(self, *args, **given): return self._made(self.values.copy())
    def dot(self, other): return np.dot(self.values, _plain(other))
    def head(self, n=5): return self
    def sample(self, *args, **given): return self
    def dropna(self, *args, **given): return self
    def fillna(self, *args, **given): return self
    def replace(self, *args, **given): return self
    def reset_index(self, *args, **given): return self

class _Series(_Table):
    def __init__(self, values, name=None):
        self.values = np.asarray(values)
        self.name = name
        self.shape = self.values.shape
        self.size = self.values.size
        self.T = self
    def _made(self, values): return _Series(values, self.name)
    def _each(self, by):
        if isinstance(by, dict):
            known = list(by.values())
            return self._made([known[at % len(known)] for at in range(len(self.values))])
        return self._made([by(one) for one in self.values])
    def map(self, by, *args, **given): return self._each(by)
    def apply(self, by, *args, **given): return self._each(by)
    def unique(self): return np.unique(self.values)
    def to_list(self): return self.values.tolist()
    def reshape(self, *shape): return self.values.reshape(*shape)
    def std(self, *args, **given): return self.values.std(ddof=1)
    def __iter__(self): return iter(self.values)
    def __getitem__(self, at): return self.values[_plain(at)]
    def __setitem__(self, at, value): self.values[_plain(at)] = value
    def __call__(self, *args, **given): return self
    def __getattr__(self, name):
        if name in ("iloc", "loc", "at", "iat"):
            return self.values
        if name in ("codes", "cat", "str", "dt"):
            return self
        return getattr(self.values, name)

_leaving = (
    "info describe isnull isna notnull corr cov set_index sort_values sort_index tail to_csv drop_duplicates rename "
    "applymap apply query hist plot boxplot select_dtypes interpolate ffill bfill round abs join merge groupby style"
).split(" ")

class _Frame(_Table):
    def __init__(self, values, columns):
        self.values = values
        self.columns = columns
        self.shape = values.shape
        self.size = values.size
        self.iloc = _Places(self)
        self.loc = self.iloc
        self.T = values.T
        self.index = range(len(values))
    def _made(self, values): return _Frame(values, self.columns)
    def _down(self, values): return _Series(values)
    def mean(self, *args, **given): return self._down(self.values.mean(axis=0))
    def std(self, *args, **given): return self._down(self.values.std(axis=0, ddof=1))
    def min(self, *args, **given): return self._down(self.values.min(axis=0))
    def max(self, *args, **given): return self._down(self.values.max(axis=0))
    def sum(self, *args, **given): return self._down(self.values.sum(axis=0))
    def pop(self, name): return self[name]
    def drop(self, names=None, *args, **given):
        names = given.get("columns", given.get("labels", names))
        if given.get("axis", args[0] if args else 1) == 0 and "columns" not in given:
            return self
        gone = [names] if isinstance(names, str) else list(names)
        known = [self._at(name) for name in gone if name in self.columns]
        if len(known) == len(gone):
            kept = [at for at in range(self.values.shape[1]) if at not in known]
            return _Frame(self.values[:, kept], [self.columns[at] for at in kept if at < len(self.columns)])
        count = len(gone)
        return _Frame(self.values[:, count:] if _class_first else self.values[:, :-count], [])
    def insert(self, at, name, value, *args, **given):
        names = list(self.columns)[: self.values.shape[1]]
        names += ["_" + str(k) for k in range(len(names), self.values.shape[1])]
        column = np.zeros((len(self.values), 1)) + np.asarray(_plain(value)).reshape(-1, 1)
        self.values = np.concatenate([self.values[:, :at], column, self.values[:, at:]], axis=1)
        self.columns = names[:at] + [name] + names[at:]
        self.shape = self.values.shape
    def keys(self): return self.columns
    def items(self): return [(name, self[name]) for name in self.columns]
    # what only shows or tidies a table leaves it as it is
    def __getattr__(self, name): return self if name in _leaving else self[name]
    def __call__(self, *args, **given): return self
    def __iter__(self): return iter(self.columns)
    def iterrows(self): return ((at, _Series(row)) for at, row in enumerate(self.values))
    def _at(self, name): return list(self.columns).index(name) % self.values.shape[1]
    def __getitem__(self, name):
        if isinstance(name, _Series):
            return self
        if not isinstance(name, (str, list, int)):
            return self
        if isinstance(name, list):
            known = [self._at(one) for one in name if one in self.columns]
            if len(known) < len(name):
                while self.values.shape[1] < len(name):
                    self.values = np.concatenate([self.values, self.values[:, :1] ** 2], axis=1)
                known = range(len(name))
            return _Frame(self.values[:, list(known)], list(name))
        if _class_first and name in ("label", "digit", "class", "y"):
            return _Series(self.values[:, 0], name)
        if name not in self.columns:
            # what is asked for by itself is more often the target
            if re_target(name):
                return _Series(self.values[:, -1], name)
            self.columns = list(self.columns) + [name]
        return _Series(self.values[:, self._at(name)], name)
    def __setitem__(self, name, value):
        if name not in self.columns:
            while len(self.columns) < self.values.shape[1]:
                self.columns = list(self.columns) + ["_" + str(len(self.columns))]
            self.columns = list(self.columns) + [name]
            column = np.zeros((len(self.values), 1)) + np.asarray(_plain(value)).reshape(-1, 1)
            self.values = np.concatenate([self.values, column], axis=1)
            self.shape = self.values.shape
        else:
            self.values[:, self._at(name)] = _plain(value)

def re_target(name):
    return str(name).lower() in ("y", "target", "label", "class", "species", "price", "output", "outcome", "diagnosis", "variety", "quality", "survived", "medv")

def read_csv(name, *args, **given):
    names = given.get("names")
    columns = max(_columns, 3) if names is None else len(names)
    return _Frame(_table(str(name), columns), [] if names is None else list(names))
read_table = read_csv
read_excel = read_csv

def Series(data=(), *args, **given): return _Series(np.array(list(data)))

def DataFrame(data=None, *args, **given):
    names = given.get("columns")
    if data is None:
        return _Frame(np.zeros((0, 1)), [])
    if isinstance(data, dict):
        columns = [np.asarray(_plain(one)).ravel() for one in data.values()]
        return _Frame(np.stack(columns, axis=1), list(data))
    values = np.asarray(_plain(data))
    values = values.reshape(-1, 1) if values.ndim == 1 else values
    return _Frame(values, list(range(values.shape[1])) if names is None else list(names))

def get_dummies(data, *args, **given):
    values = _plain(data)
    if values.ndim > 1:
        return data
    hot = (values.reshape(-1, 1) == np.unique(values).reshape(1, -1)).astype(float)
    return _Frame(hot, list(range(hot.shape[1])))

def concat(parts, axis=0, *args, **given):
    arrays = [_plain(one) for one in parts]
    arrays = [one.reshape(-1, 1) if one.ndim == 1 else one for one in arrays]
    return _Frame(np.concatenate(arrays, axis=axis), [])
`;
