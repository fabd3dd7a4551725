/** Small modules of the standard library, as far as programs that train nets use them. */

export const datetime = `
class timedelta:
    def __init__(self, days=0, seconds=0, **given):
        self.days = days
        self.seconds = seconds
    def total_seconds(self): return 0.0
    def __sub__(self, other): return timedelta()
    def __add__(self, other): return self
    def __str__(self): return "0:00:00"
    def __format__(self, spec): return str(self)

class datetime:
    year, month, day, hour, minute, second, microsecond = 2020, 1, 1, 0, 0, 0, 0
    def __init__(self, *args, **given): pass
    @classmethod
    def now(cls, *args): return cls()
    utcnow = today = now
    def strftime(self, form): return form
    def isoformat(self, *args): return "2020-01-01T00:00:00"
    def timestamp(self): return 0.0
    def __sub__(self, other): return timedelta()
    def __add__(self, other): return self
    def __str__(self): return "2020-01-01 00:00:00"
    def __format__(self, spec): return str(self)

class date(datetime):
    pass
`;

export const timeit = `
def default_timer(): return 0.0
def timeit(*args, **given): return 0.0
`;

export const string = `
ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = ascii_lowercase.upper()
ascii_letters = letters = ascii_lowercase + ascii_uppercase
digits = "0123456789"
punctuation = "!\\"#$%&'()*+,-./:;<=>?@[\\\\]^_\`{|}~"
whitespace = " \\t\\n\\r\\x0b\\x0c"
printable = digits + ascii_letters + punctuation + whitespace
`;

export const statistics = `
def mean(values):
    values = list(values)
    return sum(values) / len(values)
fmean = mean
def pvariance(values):
    values = list(values)
    middle = mean(values)
    return sum((one - middle) ** 2 for one in values) / len(values)
def variance(values):
    values = list(values)
    return pvariance(values) * len(values) / (len(values) - 1)
def stdev(values): return variance(values) ** 0.5
def pstdev(values): return pvariance(values) ** 0.5
def median(values):
    values = sorted(values)
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2
`;

export const logging = `
DEBUG, INFO, WARNING, ERROR, CRITICAL = 10, 20, 30, 40, 50
class Logger:
    def __init__(self, *args, **given): pass
    def __getattr__(self, name): return lambda *args, **given: None
StreamHandler = FileHandler = Formatter = Logger
def getLogger(*args): return Logger()
def basicConfig(*args, **given): pass
debug = info = warning = error = critical = exception = log = disable = basicConfig
`;

export const types = `
class SimpleNamespace:
    def __init__(self, **given):
        for name in given:
            setattr(self, name, given[name])
`;

export const contextlib = `
class _Managed:
    def __init__(self, steps): self._steps = steps
    def __enter__(self): return next(self._steps)
    def __exit__(self, *args):
        next(self._steps, None)
        return False
def contextmanager(function):
    return lambda *args, **given: _Managed(function(*args, **given))
`;

export const heapq = `
def heappush(heap, item):
    heap.append(item)
    heap.sort()
def heappop(heap): return heap.pop(0)
def heapify(heap): heap.sort()
def nlargest(n, values, key=None): return sorted(values, key=key, reverse=True)[:n]
def nsmallest(n, values, key=None): return sorted(values, key=key)[:n]
`;

export const bisect = `
def bisect_left(values, wanted): return sum(1 for one in values if one < wanted)
def bisect_right(values, wanted): return sum(1 for one in values if one <= wanted)
bisect = bisect_right
`;

/** NumPy's functions that are others put together. */
export const numpyExtras = `
import numpy as np

def select(conditions, choices, default=0):
    made = default
    for condition, choice in zip(reversed(conditions), reversed(choices)):
        made = np.where(condition, choice, made)
    return made

def piecewise(x, conditions, functions):
    x = np.asarray(x)
    value = lambda one: one(x) if callable(one) else one
    made = value(functions[len(conditions)]) if len(functions) > len(conditions) else np.zeros_like(x)
    for condition, one in zip(conditions, functions):
        made = np.where(condition, value(one), made)
    return made

def extract(condition, values):
    return np.ravel(values)[np.ravel(condition)]

def choose(index, choices):
    made = choices[-1]
    for at in range(len(choices) - 1):
        made = np.where(np.asarray(index) == at, choices[at], made)
    return made

def ediff1d(values):
    values = np.ravel(values)
    return values[1:] - values[:-1]

def put_along_axis(array, indices, values, axis):
    places = list(np.ogrid[tuple(slice(n) for n in indices.shape)])
    places[axis] = indices
    array[tuple(places)] = values

def place(array, mask, values):
    array[mask] = np.resize(values, int(np.sum(mask))) if np.size(values) > 1 else values

def unpackbits(values, axis=None):
    values = np.asarray(values)
    if axis is None:
        values = values.ravel()
        axis = 0
    bits = np.stack([(values // 2 ** k) % 2 for k in range(7, -1, -1)], axis=axis + 1 if axis >= 0 else axis)
    axis = axis if axis >= 0 else values.ndim + axis
    shape = list(values.shape)
    shape[axis] = shape[axis] * 8
    if axis == values.ndim - 1:
        bits = np.stack([(values // 2 ** k) % 2 for k in range(7, -1, -1)], axis=-1)
    return bits.reshape(shape)

def divmod(a, b):
    return a // b, a % b

def polyfit(x, y, degree, **given):
    powers = np.vander(np.asarray(x), degree + 1)
    return np.linalg.lstsq(powers, np.asarray(y), rcond=None)[0]
`;
