"""Values, gradients and second derivatives by PyTorch, in float64, of the random graphs of tensor-graphs.ts.

The second derivative is that of the gradient's elements summed with the weights 1, 2, 3 …; where the gradient does not
depend on a variable it is 0. Not every number is finite: NaN and infinities are written as text.
Usage: npx tsx scripts/oracle/tensor-graphs.ts | /usr/bin/python3 scripts/oracle/torch_graphs.py   (Debian's python3-torch)
"""
import json
import math
import sys

import torch

from written import write

torch.set_default_dtype(torch.float64)
F = torch.nn.functional
number = lambda one: torch.tensor(float(one))
elementwise = {
    "add": torch.add, "subtract": torch.sub, "multiply": torch.mul, "divide": torch.div, "negate": torch.neg,
    "power": torch.pow, "exp": torch.exp, "log": torch.log, "sqrt": torch.sqrt, "abs": torch.abs, "sign": torch.sign,
    "sin": torch.sin, "cos": torch.cos, "tan": torch.tan, "asin": torch.asin, "acos": torch.acos, "atan": torch.atan,
    "sinh": torch.sinh, "cosh": torch.cosh, "tanh": torch.tanh, "erf": torch.erf, "sigmoid": torch.sigmoid,
    "relu": torch.relu, "silu": F.silu, "gelu": F.gelu, "softplus": lambda x: torch.logaddexp(x, torch.zeros_like(x)),
    # with a slope of its own each, which PyTorch's functions do not take as a tensor
    "leakyRelu": lambda x, slope: torch.where(x > 0, x, slope * x),
    "elu": lambda x, alpha: torch.where(x > 0, x, alpha * torch.expm1(torch.where(x > 0, 0 * x, x))),
    "less": torch.lt, "lessEqual": torch.le, "greater": torch.gt, "greaterEqual": torch.ge, "equal": torch.eq,
    "notEqual": torch.ne, "where": lambda c, a, b: torch.where(c != 0, a, b), "maximum": torch.maximum, "minimum": torch.minimum,
}


def item(one):
    if not isinstance(one, dict):
        return one
    return slice(one.get("start"), one.get("stop"), one.get("step"))


def indexed(x, index):
    """x[index], steps below 0 included, which PyTorch's own indexing has not."""
    for axis in reversed(range(x.dim())):
        if axis >= len(index):
            continue
        at = item(index[axis])
        if isinstance(at, slice):
            x = x.index_select(axis, torch.tensor(list(range(x.shape[axis])[at]), dtype=torch.long))
        else:
            x = x.select(axis, at)
    return x


def placed(x, index, shape):
    positions = indexed(torch.arange(math.prod(shape)).reshape(shape), index)
    return torch.zeros(math.prod(shape)).index_put((positions.flatten(),), x.flatten(), accumulate=True).reshape(shape)


def cross_entropy(logits, target):
    log = F.log_softmax(logits, -1)
    rows = logits.numel() / logits.shape[-1]
    if target.dim() == logits.dim() - 1:
        return -log.gather(-1, target.long().unsqueeze(-1)).sum() / rows
    return -(target * log).sum() / rows


def compute(op, given, has):
    axes, keep = has.get("axes"), has.get("keepdims", False)
    if op in elementwise:
        return elementwise[op](*torch.broadcast_tensors(*given)).to(torch.float64)
    (x, *rest) = given
    # over no axes at all PyTorch reduces over all
    if op in ("sum", "mean", "max", "min", "logSumExp") and not axes:
        return x
    return {
        "named": lambda: x,
        "sum": lambda: x.sum(axes, keep), "mean": lambda: x.mean(axes, keep), "max": lambda: x.amax(axes, keep),
        "min": lambda: x.amin(axes, keep), "logSumExp": lambda: x.logsumexp(axes, keep),
        "size": lambda: number(math.prod(x.shape[k] for k in axes)),
        "matmul": lambda: x @ rest[0],
        "transpose": lambda: x.permute(has["permutation"]),
        "reshape": lambda: x.reshape(has["shape"]), "broadcast": lambda: x.expand(has["shape"]),
        "concatenate": lambda: torch.cat(given, has["axis"]),
        "index": lambda: indexed(x, has["index"]), "scatter": lambda: placed(x, has["index"], has["shape"]),
        "gather": lambda: x.flatten()[torch.tensor(has["positions"])].reshape(has["shape"]),
        "scatterAdd": lambda: torch.zeros(math.prod(has["shape"])).index_add(0, torch.tensor(has["positions"]), x.flatten()).reshape(has["shape"]),
        "softmax": lambda: F.softmax(x, axes[0]), "logSoftmax": lambda: F.log_softmax(x, axes[0]),
        "oneHot": lambda: F.one_hot(x.detach().long(), has["classes"]).to(torch.float64),
        "crossEntropy": lambda: cross_entropy(x, rest[0]),
    }[op]()


def flat(one):
    return [value if math.isfinite(value) else str(value) for value in (one + torch.zeros(one.shape)).flatten().tolist()]


def answered(graph):
    made, variables = [], {}
    for op, operands, has in graph["nodes"]:
        if op == "variable":
            name = has["name"]
            variables[name] = torch.tensor(graph["values"][name], dtype=torch.float64).reshape(has.get("shape", [])).requires_grad_()
            made.append(variables[name])
        elif op == "number":
            made.append(number(has["value"]))
        elif op == "array":
            made.append(torch.tensor(has["array"]["data"], dtype=torch.float64).reshape(has["array"]["shape"]))
        else:
            made.append(compute(op, [made[k] for k in operands], has))
    loss, given = made[-1], list(variables.values())
    zero = lambda one, of: torch.zeros_like(of) if one is None else one
    slopes = torch.autograd.grad(loss, given, create_graph=True, allow_unused=True) if loss.requires_grad else [None] * len(given)
    first = [zero(one, of) for one, of in zip(slopes, given)]
    along, count = torch.zeros(()), 0
    for one in first:
        weights = torch.arange(count + 1, count + one.numel() + 1, dtype=torch.float64).reshape(one.shape)
        along, count = along + (one * weights).sum(), count + one.numel()
    second = torch.autograd.grad(along, given, allow_unused=True) if along.requires_grad else [None] * len(given)
    return {
        "value": flat(loss)[0],
        "gradient": {name: flat(one) for name, one in zip(variables, first)},
        "second": {name: flat(zero(one, of)) for name, one, of in zip(variables, second, given)},
    }


if __name__ == "__main__":
    write("torch-graphs.jsonl", {"torch": torch.__version__}, [{**graph, **answered(graph)} for graph in json.load(sys.stdin)])
