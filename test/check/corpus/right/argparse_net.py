import argparse

import numpy as np

parser = argparse.ArgumentParser(description='Two-layer network on a toy problem')
parser.add_argument('--hidden', type=int, default=5, help='hidden units')
parser.add_argument('--lr', type=float, default=0.1)
parser.add_argument('--epochs', type=int, default=100)
parser.add_argument('--seed', type=int, default=42)
args = parser.parse_args()

np.random.seed(args.seed)


def relu(x):
    return np.maximum(x, 0)


def main():
    x = np.random.randn(20, 2)
    y = (x ** 2).sum(1, keepdims=True)

    w1 = np.random.randn(2, args.hidden)
    w2 = np.random.randn(args.hidden, 1)

    for epoch in range(args.epochs):
        # Forward pass: compute predicted y
        h = x.dot(w1)
        h_relu = relu(h)
        y_pred = h_relu.dot(w2)

        # Compute and print loss
        loss = np.square(y_pred - y).mean()
        if epoch % 10 == 9:
            print(epoch, loss)

        # Backprop to compute gradients of w1 and w2 with respect to loss
        grad_y_pred = 2.0 * (y_pred - y) / len(y)
        grad_w2 = h_relu.T.dot(grad_y_pred)
        grad_h_relu = grad_y_pred.dot(w2.T)
        grad_h = grad_h_relu.copy()
        grad_h[h < 0] = 0
        grad_w1 = x.T.dot(grad_h)

        # Update weights
        w1 -= args.lr * grad_w1
        w2 -= args.lr * grad_w2


if __name__ == '__main__':
    main()
