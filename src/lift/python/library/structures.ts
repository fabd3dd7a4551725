/** Containers and classes of the standard library, in Python. */
export const collections = `
class deque:
    def __init__(self, values=(), maxlen=None):
        self._items = []
        self.maxlen = maxlen
        self.extend(values)
    def append(self, one):
        self._items.append(one)
        if self.maxlen is not None and len(self._items) > self.maxlen:
            self._items.pop(0)
    def appendleft(self, one):
        self._items.insert(0, one)
        if self.maxlen is not None and len(self._items) > self.maxlen:
            self._items.pop()
    def extend(self, values):
        for one in values:
            self.append(one)
    def pop(self):
        if not self._items:
            raise IndexError("pop from an empty deque")
        return self._items.pop()
    def popleft(self):
        if not self._items:
            raise IndexError("pop from an empty deque")
        return self._items.pop(0)
    def clear(self):
        self._items.clear()
    def rotate(self, n=1):
        for _ in range(n % len(self._items) if self._items else 0):
            self._items.insert(0, self._items.pop())
    def __len__(self):
        return len(self._items)
    def __iter__(self):
        return iter(self._items)
    def __reversed__(self):
        return reversed(self._items)
    def __getitem__(self, at):
        return self._items[at]
    def __setitem__(self, at, one):
        self._items[at] = one
    def __contains__(self, one):
        return one in self._items
    def __eq__(self, other):
        return list(self) == list(other)
    def __repr__(self):
        if self.maxlen is None:
            return "deque(" + repr(self._items) + ")"
        return "deque(" + repr(self._items) + ", maxlen=" + repr(self.maxlen) + ")"

def namedtuple(typename, fields, rename=False, defaults=()):
    if isinstance(fields, str):
        fields = fields.replace(",", " ").split()
    fields = tuple(fields)
    fallback = dict(zip(fields[len(fields) - len(defaults):], defaults))
    class Record:
        _fields = fields
        def __init__(self, *args, **keywords):
            if len(args) > len(fields):
                raise TypeError(typename + ".__new__() takes " + str(len(fields) + 1) + " positional arguments but " + str(len(args) + 1) + " were given")
            for name, value in zip(fields, args):
                setattr(self, name, value)
            for name in fields[len(args):]:
                if name in keywords:
                    setattr(self, name, keywords[name])
                elif name in fallback:
                    setattr(self, name, fallback[name])
                else:
                    raise TypeError(typename + ".__new__() missing 1 required positional argument: '" + name + "'")
        def __iter__(self):
            return iter([getattr(self, name) for name in fields])
        def __len__(self):
            return len(fields)
        def __getitem__(self, at):
            return tuple(self)[at]
        def __eq__(self, other):
            return tuple(self) == tuple(other)
        def __repr__(self):
            return typename + "(" + ", ".join(name + "=" + repr(getattr(self, name)) for name in fields) + ")"
        def _asdict(self):
            return {name: getattr(self, name) for name in fields}
        def _replace(self, **keywords):
            return Record(*[keywords.get(name, getattr(self, name)) for name in fields])
    return Record
`;

export const dataclasses = `
class _Field:
    def __init__(self, **keywords):
        self.keywords = keywords

class _Missing:
    def __repr__(self):
        return "MISSING"

MISSING = _Missing()

def field(**keywords):
    return _Field(**keywords)

def dataclass(cls=None, **options):
    if cls is None:
        return lambda one: dataclass(one, **options)
    own = dict(getattr(cls, "__dataclass_fields__", {}))
    for name in cls.__annotations__:
        own[name] = getattr(cls, name, MISSING)
    names = list(own)
    def __init__(self, *args, **keywords):
        if len(args) > len(names):
            raise TypeError(cls.__name__ + ".__init__() takes " + str(len(names) + 1) + " positional arguments but " + str(len(args) + 1) + " were given")
        given = dict(zip(names, args))
        given.update(keywords)
        for name in names:
            value = own[name]
            if name in given:
                setattr(self, name, given.pop(name))
            elif isinstance(value, _Field):
                if "default_factory" in value.keywords:
                    setattr(self, name, value.keywords["default_factory"]())
                elif "default" in value.keywords:
                    setattr(self, name, value.keywords["default"])
                elif value.keywords.get("init", True):
                    raise TypeError(cls.__name__ + ".__init__() missing 1 required positional argument: '" + name + "'")
            elif value is MISSING:
                raise TypeError(cls.__name__ + ".__init__() missing 1 required positional argument: '" + name + "'")
            else:
                setattr(self, name, value)
        for name in given:
            raise TypeError(cls.__name__ + ".__init__() got an unexpected keyword argument '" + name + "'")
        if hasattr(self, "__post_init__"):
            self.__post_init__()
    def __repr__(self):
        return cls.__name__ + "(" + ", ".join(name + "=" + repr(getattr(self, name)) for name in names) + ")"
    def __eq__(self, other):
        return type(self) is type(other) and all(getattr(self, name) == getattr(other, name) for name in names)
    if options.get("init", True):
        cls.__init__ = __init__
    if options.get("repr", True) and not _defines(cls, "__repr__"):
        cls.__repr__ = __repr__
    if options.get("eq", True) and not _defines(cls, "__eq__"):
        cls.__eq__ = __eq__
    cls.__dataclass_fields__ = own
    return cls

def _defines(cls, name):
    return hasattr(cls, name)

def asdict(one):
    return {name: getattr(one, name) for name in type(one).__dataclass_fields__}

def astuple(one):
    return tuple(getattr(one, name) for name in type(one).__dataclass_fields__)

def replace(one, **changes):
    return type(one)(**{**asdict(one), **changes})
`;

export const enumeration = `
class Enum:
    pass
class IntEnum(Enum):
    pass
def auto():
    return 0
def unique(cls):
    return cls
`;

export const argparse = `
class Namespace:
    def __init__(self, **keywords):
        for name, value in keywords.items():
            setattr(self, name, value)
    def __repr__(self):
        return "Namespace(" + ", ".join(name + "=" + repr(value) for name, value in vars(self).items()) + ")"

class ArgumentParser:
    def __init__(self, *args, **keywords):
        self._defaults = {}
    def add_argument(self, *names, **keywords):
        name = keywords.get("dest")
        if name is None:
            long = [one for one in names if one.startswith("--")] or list(names)
            name = long[0].lstrip("-").replace("-", "_")
        action = keywords.get("action")
        fallback = {"store_true": False, "store_false": True}.get(action)
        value = keywords.get("default", fallback)
        if value is None and keywords.get("required") or not names[0].startswith("-") and value is None:
            value = 1 if keywords.get("type") in (int, float) else ""
        kind = keywords.get("type")
        if kind is not None and isinstance(value, str) and value != "":
            value = kind(value)
        self._defaults[name] = value
    def add_argument_group(self, *args, **keywords):
        return self
    def add_mutually_exclusive_group(self, *args, **keywords):
        return self
    def set_defaults(self, **keywords):
        self._defaults.update(keywords)
    def parse_args(self, args=None):
        return Namespace(**self._defaults)
    def parse_known_args(self, args=None):
        return Namespace(**self._defaults), []
    def print_help(self):
        pass

class ArgumentDefaultsHelpFormatter:
    pass
class RawTextHelpFormatter:
    pass
`;
