"""A stand-in for JAX over NumPy, for machines without it: derivatives by differences of sixth order.

It shows that an exported program is Python, calls what JAX has, and computes what it should. It does not show that JAX
itself runs it.
"""

import numpy as _np

from . import nn, numpy, random, scipy


class config:
    @staticmethod
    def update(name, value):
        assert name == "jax_enable_x64"


def jit(function):
    return function


def value_and_grad(function, has_aux=False):
    # coefficients of f(x + k h) in the derivative, for k = 1, 2, 3
    weights = [(1, 3 / 4), (2, -3 / 20), (3, 1 / 60)]

    def both(params, *data):
        def at(name, place, by):
            moved = {key: _np.array(value, dtype=float) for key, value in params.items()}
            moved[name][place] += by
            value = function({key: one.view(numpy.Array) for key, one in moved.items()}, *data)
            return float(value[0] if has_aux else value)

        grads = {}
        for name, value in params.items():
            grad = _np.zeros(_np.shape(value))
            for place in _np.ndindex(grad.shape):
                h = 1e-3
                grad[place] = sum(w * (at(name, place, k * h) - at(name, place, -k * h)) for k, w in weights) / h
            grads[name] = grad
        return function(params, *data), grads

    return both
