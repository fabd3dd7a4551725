"""Derivatives by SymPy for test/oracle: 2,000 by value, 200 by form.

Values are computed with 40 digits; an expression whose derivative loses digits in float64 says nothing and is left out.
Usage: /usr/bin/python3 scripts/oracle/sympy_derivatives.py   (Debian's python3-sympy; about two minutes)
"""
import math
import random

import mpmath
import sympy

from written import write

names = x, y, z, w = sympy.symbols("x y z w")
WANTED, SECOND = 2000, 400  # of which so many are second derivatives
unary = ["exp", "log", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "abs",
         "sigmoid", "relu", "softplus", "silu", "gelu"]


# functions with kinks, as ones that SymPy knows nothing of but the derivative on either side
class step(sympy.Function):
    fdiff = lambda self, at=1: sympy.Integer(0)


class relu(sympy.Function):
    fdiff = lambda self, at=1: step(self.args[0])


class size(sympy.Function):
    fdiff = lambda self, at=1: 2 * step(self.args[0]) - 1


class most(sympy.Function):
    fdiff = lambda self, at=1: step(self.args[at - 1] - self.args[2 - at])


class least(sympy.Function):
    fdiff = lambda self, at=1: step(self.args[2 - at] - self.args[at - 1])


numbers = {
    "step": lambda u: 1 if u > 0 else 0 if u < 0 else mpmath.mpf(1) / 2,
    "relu": lambda u: u if u > 0 else 0,
    "size": abs,
    "most": max,
    "least": min,
}
meaning = {
    "abs": size,
    "relu": relu,
    "max": most,
    "min": least,
    "sigmoid": lambda u: 1 / (1 + sympy.exp(-u)),
    "softplus": lambda u: sympy.log(1 + sympy.exp(u)),
    "silu": lambda u: u / (1 + sympy.exp(-u)),
    "gelu": lambda u: u * (1 + sympy.erf(u / sympy.sqrt(2))) / 2,
    **{str(one): one for one in names},
}


def drawn(rng, depth):
    """A random expression as text, which SymPy reads as the maths language does."""
    if depth == 0 or rng.random() < 0.1:
        return rng.choice(["x", "y", "z", "w", "x", "x", "y", str(rng.randint(1, 9)), f"{rng.randint(1, 99) / 10}"])
    a = drawn(rng, depth - 1)
    kind = rng.randrange(12)
    if kind < 2:
        return f"({a}) + ({drawn(rng, depth - 1)})"
    if kind == 2:
        return f"({a}) - ({drawn(rng, depth - 1)})"
    if kind < 5:
        return f"({a})*({drawn(rng, depth - 1)})"
    if kind == 5:
        return f"({a})/({drawn(rng, depth - 1)})"
    if kind == 6:
        return f"({a})**{rng.choice(['2', '3', '4', '(-1)', '(-2)', '0.5', '1.5'])}"
    if kind == 7:
        return f"({a})**({drawn(rng, depth - 1)})"
    if kind == 8 and rng.random() < 0.5:
        return f"{rng.choice(['max', 'min'])}({a}, {drawn(rng, depth - 1)})"
    return f"{rng.choice(unary)}({a})"


def real(function):
    """Of real numbers only: x**0.5 of a number below 0 is no complex number here."""
    def checked(*given):
        result = function(*given)
        if isinstance(result, complex) or not math.isfinite(result):
            raise ValueError
        return result
    return checked


class Real(float):
    """A number whose powers are real or nothing, so that a text is computed as it is written, without SymPy's rules."""
    for one in ["add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "rpow", "neg"]:
        locals()[f"__{one}__"] = (lambda name: lambda self, *other: Real(real(getattr(float, name))(self, *map(float, other))))(f"__{one}__")


    def __pow__(self, exponent):
        # nor has a power of a number below 0 a derivative by its exponent
        if self < 0 and isinstance(exponent, Real):
            raise ValueError
        return Real(real(float.__pow__)(self, float(exponent)))


plain = {
    **{one: (lambda f: lambda u: Real(f(u)))(getattr(math, one)) for one in unary if hasattr(math, one)},
    "abs": lambda u: Real(math.fabs(u)), "max": lambda u, v: Real(max(u, v)), "min": lambda u, v: Real(min(u, v)),
    "sigmoid": lambda u: Real(1 / (1 + math.exp(-u))), "relu": lambda u: Real(max(u, 0)), "softplus": lambda u: Real(math.log(1 + math.exp(u))),
    "silu": lambda u: Real(u / (1 + math.exp(-u))), "gelu": lambda u: Real(u * (1 + math.erf(u / 2**0.5)) / 2),
}


def defined(text, point):
    """Whether every part of the text is a real number at the point."""
    eval(text, dict(plain), {one: Real(number) for one, number in point.items()})
    return True


def value(derivative, point):
    """With 40 digits, or None where float64 would not give it."""
    given = sorted(derivative.free_symbols, key=str)
    f = sympy.lambdify(given, derivative, [numbers, "mpmath"])
    values = []
    for digits in (15, 40):
        with mpmath.workdps(digits):
            values.append(mpmath.mpmathify(f(*[mpmath.mpf(point[str(one)]) for one in given])))
    coarse, exact = values
    if isinstance(exact, mpmath.mpc) or not mpmath.isfinite(exact) or not 1e-6 < abs(exact) < 1e6:
        return None
    return float(exact) if abs(coarse - exact) < 1e-13 * abs(exact) else None


def by_value():
    rng = random.Random(20261127)
    rows, seen = [], set()
    while len(rows) < WANTED:
        text = drawn(rng, rng.choice([2, 3, 3, 4]))
        point = {str(one): rng.randint(-1500, 1500) / 1000 if rng.random() < 0.3 else rng.randint(50, 1500) / 1000 for one in names}
        by = [rng.choice(["x", "y"]), rng.choice(["x", "y"])][: 2 if len(rows) < SECOND else 1]
        if text in seen or len(text) > 110:
            continue
        seen.add(text)
        try:
            if not defined(text, point):
                continue
            expression = sympy.sympify(text, locals=meaning)
            if expression.has(sympy.zoo, sympy.nan, sympy.I) or not all(expression.has(meaning[one]) for one in by):
                continue
            due = value(sympy.diff(expression, *by), point)
        except (TypeError, ValueError, ZeroDivisionError, OverflowError, NotImplementedError, NameError):
            continue
        if due is not None:
            used = {str(one) for one in expression.free_symbols}
            rows.append({"of": text, "by": by, "at": {one: point[one] for one in point if one in text}, "is": due})
            assert used <= set(rows[-1]["at"])
    return rows


chosen = """
x**2 + 1; x**3; 3*x**2 - 2*x + 7; x**5 - x**4; 1/x; 1/x**2; 1/x**3; sqrt(x); x*sqrt(x); 1/sqrt(x); x**(3/2); x**(1/3)
(x + 3)**3; (2*x + 1)**4; (x**2 + 1)**5; (3*x - 2)**2; (1 - x)**3; (x**2 - x + 1)**2; (x*y + 1)**2; (w*x + z)**2
x*y; x*y*z; x**2*y**3; x*y**2 + x**2*y; w*x + z; w*x**2 + z*x + y; x/y; y/x; x/(y*z); x**2/y; y/x**2; (x + y)*z
x**2 + 3*y**2; (x - y)**2; (x - y)**2/2; (y - w*x)**2; (w*x + z - y)**2; (w*x + z - y)**2/2; 3*(x - 1)**2; -(x - 2)**2/4
exp(x); exp(-x); exp(2*x); exp(x**2); exp(-x**2); exp(-x**2/2); exp(x*y); x*exp(x); x**2*exp(x); x*exp(-x); exp(x)/x
exp(x + y); exp(w*x + z); exp(x) + exp(-x); exp(x) - exp(-x); y*exp(x); exp(sin(x)); exp(1/x); exp(sqrt(x)); 3*exp(5*x)
log(x); log(2*x); log(x**2 + 1); log(x + y); x*log(x); x**2*log(x); log(x)/x; log(x)**2; 1/log(x); log(log(x)); y*log(x)
log(exp(x) + 1); log(1 + exp(-x)); log(sin(x)); log(cos(x)); sqrt(log(x)); log(w*x + z); x - log(x); log(x) + log(y)
sin(x); cos(x); tan(x); sin(2*x); cos(3*x); sin(x**2); cos(x*y); x*sin(x); x*cos(x); x**2*sin(x); sin(x)/x; cos(x)/x
sin(x)**2; cos(x)**2; sin(x)**3; sin(x) + cos(x); sin(x) - x; sin(x)*y; sin(w*x + z); cos(w*x + z); 1/cos(x); 1/sin(x)
sin(cos(x)); cos(sin(x)); sin(exp(x)); sin(sqrt(x)); sin(log(x)); cos(log(x)); exp(cos(x)); y*sin(x) + x*sin(y); tan(2*x)
asin(x); acos(x); atan(x); atan(2*x); x*atan(x); atan(x**2); atan(x/y); asin(x/2); acos(2*x); atan(exp(x)); atan(x)**2
sinh(x); cosh(x); tanh(x); sinh(2*x); cosh(x)**2; x*sinh(x); x*cosh(x); tanh(2*x); tanh(w*x + z); tanh(x)**2; log(cosh(x))
sqrt(x + 1); sqrt(x**2 + 1); sqrt(1 - x**2); sqrt(2*x + 1); sqrt(x*y); x*sqrt(x + 1); 1/sqrt(x + 1); sqrt(sin(x)); sqrt(exp(x) + 1)
x/(x + 1); 1/(x + 1); 1/(x**2 + 1); x/(x**2 + 1); (x + 1)/(x - 1); (x - y)/(x + y); 1/(x*y + 1); 1/(1 - x); 1/(2*x + 3)**2
2**x; 10**x; 2**(x + 1); 2**(-x); x*2**x; y**x; x**y; x**x; x**(2*y); x**(y + 1); (x + 1)**y; z*x**y
erf(x); erf(2*x); x*erf(x); erf(x/2); erf(x**2); exp(x)*sin(x); exp(x)*cos(x); exp(-x)*sin(x); exp(x)*log(x); sin(x)*cos(x)
sin(x)*log(x); x*y*sin(x); x*y*exp(x); x**2*y*exp(y); x + y + z; 5; 7*x; -x; x/2; x/3 + y/4; 0.5*x**2; 1.5*x + 0.25*y; 0.1*x**3
pi*x; pi*x**2; 2*pi*x; x**2/2 + x; (x**2 + y**2)/2; x**4/4; x**3/3 - x; 2*x/3; -3*x**2/2; (x + 2*y)*3; x**6/6; x**2*sin(y); log(x)*log(y); exp(-w*x); 4*(x + y)**3
x**2*z; x*y + z*w; exp(x)**2; 2*sin(x) + 3*cos(x); sin(x + y); cos(x - y); exp(x - y); log(x*y); x**7; 9*x**2 + y; x*exp(y); y*log(z*x)
""".replace("\n", ";").split(";")


def by_form():
    rows = []
    for text in filter(None, (one.strip() for one in chosen)):
        # symbols without assumptions, as a notebook declares them
        expression = sympy.sympify(text)
        rows.append({"of": text, "by": "x", "is": str(sympy.diff(expression, sympy.Symbol("x")))})
    return rows


if __name__ == "__main__":
    versions = {"sympy": sympy.__version__, "mpmath": mpmath.__version__}
    write("sympy-forms.jsonl", versions, by_form())
    write("sympy-values.jsonl", versions, by_value())
