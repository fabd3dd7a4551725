import math as _math

import numpy as _np

erf = _np.vectorize(_math.erf, otypes=[float])


def logsumexp(x, axis=None, keepdims=False):
    high = _np.max(x, axis=axis, keepdims=True)
    total = _np.log(_np.sum(_np.exp(x - high), axis=axis, keepdims=keepdims))
    return total + (high if keepdims else _np.squeeze(high, axis=axis))
