/** itertools, functools and operator, in Python: what they do costs the steps that it takes. */
export const itertools = `
def count(start=0, step=1):
    while True:
        yield start
        start += step

def cycle(values):
    saved = list(values)
    while saved:
        for one in saved:
            yield one

def repeat(value, times=None):
    if times is None:
        while True:
            yield value
    for _ in range(times):
        yield value

def islice(values, *bounds):
    picked = slice(*bounds)
    start, stop, step = picked.start or 0, picked.stop, picked.step or 1
    if stop is not None and stop <= 0:
        return
    wanted = start
    at = 0
    for one in values:
        if at == wanted:
            yield one
            wanted += step
        at += 1
        if stop is not None and at >= stop:
            return

def accumulate(values, func=None, initial=None):
    values = iter(values)
    total = initial
    if initial is None:
        for total in values:
            break
        else:
            return
    yield total
    for one in values:
        total = total + one if func is None else func(total, one)
        yield total

class chain:
    def __init__(self, *lists):
        self._lists = lists
    def __iter__(self):
        for one in self._lists:
            yield from one
    @classmethod
    def from_iterable(cls, lists):
        for one in lists:
            yield from one

def compress(values, selectors):
    for one, wanted in zip(values, selectors):
        if wanted:
            yield one

def takewhile(test, values):
    for one in values:
        if not test(one):
            return
        yield one

def dropwhile(test, values):
    dropping = True
    for one in values:
        if dropping and test(one):
            continue
        dropping = False
        yield one

def starmap(func, rows):
    for row in rows:
        yield func(*row)

def pairwise(values):
    before = None
    first = True
    for one in values:
        if not first:
            yield (before, one)
        before = one
        first = False

def zip_longest(*lists, fillvalue=None):
    lists = [list(one) for one in lists]
    for at in range(max([len(one) for one in lists], default=0)):
        yield tuple(one[at] if at < len(one) else fillvalue for one in lists)

def product(*lists, repeat=1):
    pools = [tuple(one) for one in lists] * repeat
    at = [0] * len(pools)
    if any(len(pool) == 0 for pool in pools):
        return
    while True:
        yield tuple(pool[k] for pool, k in zip(pools, at))
        place = len(pools) - 1
        while place >= 0:
            at[place] += 1
            if at[place] < len(pools[place]):
                break
            at[place] = 0
            place -= 1
        if place < 0:
            return

def permutations(values, r=None):
    pool = tuple(values)
    r = len(pool) if r is None else r
    for picks in product(range(len(pool)), repeat=r):
        if len(set(picks)) == r:
            yield tuple(pool[k] for k in picks)

def combinations(values, r):
    pool = tuple(values)
    n = len(pool)
    if r > n:
        return
    picks = list(range(r))
    yield tuple(pool[k] for k in picks)
    while True:
        for place in reversed(range(r)):
            if picks[place] != place + n - r:
                break
        else:
            return
        picks[place] += 1
        for after in range(place + 1, r):
            picks[after] = picks[after - 1] + 1
        yield tuple(pool[k] for k in picks)

def combinations_with_replacement(values, r):
    pool = tuple(values)
    for picks in product(range(len(pool)), repeat=r):
        if sorted(picks) == list(picks):
            yield tuple(pool[k] for k in picks)

def groupby(values, key=None):
    group = []
    last = None
    for one in values:
        mark = one if key is None else key(one)
        if group and mark != last:
            yield (last, group)
            group = []
        last = mark
        group.append(one)
    if group:
        yield (last, group)

def tee(values, n=2):
    saved = list(values)
    return tuple(iter(saved) for _ in range(n))
`;

export const functools = `
def reduce(func, values, *initial):
    values = iter(values)
    if initial:
        total = initial[0]
    else:
        for total in values:
            break
        else:
            raise TypeError("reduce() of empty iterable with no initial value")
    for one in values:
        total = func(total, one)
    return total

class partial:
    def __init__(self, func, *args, **keywords):
        self.func = func
        self.args = args
        self.keywords = keywords
    def __call__(self, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})

def wraps(func):
    return lambda inner: inner

def lru_cache(maxsize=128, typed=False):
    if callable(maxsize):
        return cache(maxsize)
    return cache

def cache(func):
    known = {}
    def cached(*args):
        if args not in known:
            known[args] = func(*args)
        return known[args]
    return cached

def cached_property(func):
    return property(func)

def total_ordering(cls):
    return cls

def cmp_to_key(compare):
    class Key:
        def __init__(self, value):
            self.value = value
        def __lt__(self, other):
            return compare(self.value, other.value) < 0
        def __eq__(self, other):
            return compare(self.value, other.value) == 0
    return Key
`;

export const operator = `
def add(a, b): return a + b
def sub(a, b): return a - b
def mul(a, b): return a * b
def truediv(a, b): return a / b
def floordiv(a, b): return a // b
def mod(a, b): return a % b
def pow(a, b): return a ** b
def matmul(a, b): return a @ b
def neg(a): return -a
def lt(a, b): return a < b
def le(a, b): return a <= b
def eq(a, b): return a == b
def ne(a, b): return a != b
def gt(a, b): return a > b
def ge(a, b): return a >= b
def not_(a): return not a
def contains(a, b): return b in a
def getitem(a, b): return a[b]
def itemgetter(*keys):
    if len(keys) == 1:
        return lambda one: one[keys[0]]
    return lambda one: tuple(one[key] for key in keys)
def attrgetter(name):
    return lambda one: getattr(one, name)
`;
