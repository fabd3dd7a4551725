"""Gradients by PyTorch in float64, for test/run/wasm/torch.test.ts: python3 scripts/oracle/torch_gradients.py > test/run/wasm/torch.json"""
import json
import torch

torch.manual_seed(5)
torch.set_default_dtype(torch.float64)
cases = []
for activation in ["relu", "tanh", "sigmoid", "softplus", "gelu"]:
    X, W1, b1 = torch.randn(7, 5), torch.randn(5, 6) / 2, torch.randn(6) / 4
    W2, b2 = torch.randn(6, 4) / 2, torch.randn(4) / 4
    y = torch.randint(0, 4, (7,))
    # what float32 holds exactly, so that both begin from the same numbers
    X, W1, b1, W2, b2 = (one.float().double() for one in (X, W1, b1, W2, b2))
    parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    for one in parameters.values():
        one.requires_grad_()
    f = {"softplus": torch.nn.functional.softplus, "gelu": torch.nn.functional.gelu}.get(activation) or getattr(torch, activation)
    loss = torch.nn.functional.cross_entropy(f(X @ W1 + b1) @ W2 + b2, y)
    loss.backward()
    cases.append(
        {
            "activation": activation,
            "X": X.tolist(),
            "y": y.tolist(),
            "parameters": {name: one.tolist() for name, one in parameters.items()},
            "loss": loss.item(),
            "gradients": {name: one.grad.tolist() for name, one in parameters.items()},
        }
    )
print(json.dumps(cases))
