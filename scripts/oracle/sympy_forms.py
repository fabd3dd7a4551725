"""SymPy's str() of expressions and derivatives, as the fixture test/language/sympy-forms.json.

Run with Debian's python3-sympy: python3 scripts/oracle/sympy_forms.py > test/language/sympy-forms.json
"""

import json
import random
import sys

import sympy

x, y, z, w, b, y_hat = symbols = sympy.symbols("x y z w b y_hat")

written = """
x**2 + 1
(x + 3)**3
3*(x + 3)**2
x**2 + 3*y**2
2*x
6*y
y_hat - y
x*(y_hat - y)
-y + y_hat
1 - x
2 - 3*x
x - 1
-x - 1
-(x + 1)
-(x - y)
-2*(x - y)
x/2
x**2/2
(y_hat - y)**2/2
1/x
1/x**2
-1/x
x**-2
1/(x*y)
x/y
x/(y*z)
-x/y
2/(3*x)
2*x/3
x*y/2
(x + 1)/2
(x + y)/(x - y)
1/(x + y)
-1/(x + 1)**2
2**x
2**(x + 1)
x**y
x**(2*y)
x**(-y)
x**(y + 1)
(-x)**3
(-x)**2
(2*x)**2
(x*y)**2
(x*y)**z
(x**2)**3
(x**y)**2
x**y*x**z
x*x*x
x + x
x - x
x*y - y*x
x/x
sqrt(x)
1/sqrt(x)
sqrt(x)*sqrt(x)
x*sqrt(x)
sqrt(x*y)
sqrt(4*x)
sqrt(2)
sqrt(8)
sqrt(x)/2
1/(2*sqrt(x))
x/sqrt(y)
sqrt(x**2)
sqrt(x + 1)
exp(x)
exp(-x)
1/exp(x)
exp(x)*exp(y)
exp(x)**2
exp(2*x)
x*exp(-x)
-x*exp(-x)
exp(-x)/(1 + exp(-x))**2
1/(1 + exp(-x))
exp(-x**2/2)
log(x)
log(x)/x
x*log(x)
log(x*y)
sin(x)*cos(x)
cos(x)*sin(x)
x*cos(x) + sin(x)
sin(x)**2 + cos(x)**2
-sin(x)
tan(x)**2 + 1
1 - tanh(x)**2
sinh(x)*cosh(x)
asin(x) + acos(x) + atan(x)
Abs(x)*sign(x)
sigmoid(z)*(1 - sigmoid(z))
x*(1 - y)
w*x + b
x*(w*x + b - y)
2*x*(w*x + b - y)
z*y*x*w
x**2*y + x*y**2 + x + y + 1
x**3 - 2*x**2 + x - 5
y + x
x + y + z + w + b
x*y + x*z + y*z
x**2 + x*y + y**2
x - 2*y + 3*z
(x + y)**2 + (x - y)**2
(x + y)*(x - y)
(x + 1)*(y + 1)*z
x*(y + 1)
2*x*(y + 1)
-x*(y + 1)
-3*(x + 1)*(y + 2)
x*(-y)
pi*x
2*pi*x
E*x
0.5*x
0.5*x**2 + 0.25
1.5*x + 0.1*y
x**0.5
x**1.5
x**(1/3)
x**(3/2)
x**(-3/2)
x/y/z
x/(y/z)
(x/y)**2
(x + y)**-1
((x + 1)**2 + 1)**2
3/4
x + 1/2
x/2 + 1/3
-x/2 - 1/3
2*(x + y) + z
x**2*exp(x) + exp(x)
exp(x) + x
exp(x) + exp(-x)
sin(x) + x**2 + log(y)
erf(x)
1/(x**2 + 1)
1/sqrt(1 - x**2)
-1/sqrt(1 - x**2)
y*x**(y - 1)
x**y*log(x)
2**x*log(2)
log(2)*x
10**x
4**x
x*2**y
-x**2
(-2)*x**2
(x*y)**-1
x**-1*y**-2
3*x/(2*y)
x**2/(2*y)
""".strip().splitlines()

names = {str(one): one for one in symbols}
names["sigmoid"] = sympy.Function("sigmoid")


def drawn(rng, depth):
    """A random expression as text, in the notation that SymPy and the maths language share."""
    if depth == 0 or rng.random() < 0.15:
        return rng.choice(["x", "y", "z", "w", "2", "3", "1", "5"])
    kind = rng.randrange(8)
    a = drawn(rng, depth - 1)
    if kind == 0:
        return f"({a}) + ({drawn(rng, depth - 1)})"
    if kind == 1:
        return f"({a}) - ({drawn(rng, depth - 1)})"
    if kind in (2, 3):
        return f"({a}) * ({drawn(rng, depth - 1)})"
    if kind == 4:
        return f"({a}) / ({rng.choice(['x', 'y', '2', '3', '(x + y)', '(z**2 + 1)', 'w', 'x*y'])})"
    if kind == 5:
        return f"({a})**{rng.choice(['2', '3', '(-1)', '(-2)'])}"
    if kind == 6:
        return f"-({a})"
    return f"{rng.choice(['exp', 'log', 'sin', 'cos', 'tanh', 'sqrt', 'sigmoid'])}({rng.choice(['x', 'y', 'x*y', 'z + 1', '-x', '2*w', 'x - y'])})"


def form(text):
    value = sympy.sympify(text, locals=names)
    return None if value.has(sympy.zoo, sympy.nan, sympy.I) else str(value)


rng = random.Random(2)
forms = []
for text in written:
    forms.append([text, form(text)])
while len(forms) < 600:
    text = drawn(rng, rng.choice([1, 2, 2, 3]))
    result = form(text)
    if result is not None and len(result) < 120:
        forms.append([text, result])
json.dump({"sympy": sympy.__version__, "forms": forms}, sys.stdout, indent=0, ensure_ascii=False)
print()
