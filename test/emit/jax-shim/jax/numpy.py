import numpy as _np
from numpy import (  # noqa: F401
    abs, arccos, arcsin, arctan, broadcast_to, concatenate, cos, cosh, exp, float32, float64, log, max, maximum, mean, min,
    minimum, power, ravel, reshape, sign, sin, sinh, sqrt, sum, tan, tanh, transpose, where, zeros_like,
)


class Array(_np.ndarray):
    @property
    def at(self):
        return _At(self)


class _At:
    def __init__(self, array):
        self.array = array

    def __getitem__(self, place):
        array = self.array

        class Place:
            def set(self, value):
                out = array.copy()
                out[place] = value
                return out

            def add(self, value):
                out = array.copy()
                _np.add.at(out, place, value)
                return out

        return Place()


def array(value, dtype=None):
    return _np.array(value, dtype=dtype).view(Array)


def zeros(shape):
    return _np.zeros(shape).view(Array)
