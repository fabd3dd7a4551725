import numpy as np

def leaky_relu(z, alpha=0.1):
    return np.where(z > 0, z, alpha * z)

def d_leaky_relu(z, alpha=0.1):
    return np.where(z > 0, 1.0, alpha)

def mse_loss(pred, target):
    return ((pred - target) ** 2).mean()

np.random.seed(17)
x = np.linspace(-2, 2, 15).reshape(-1, 1)
y = np.abs(x) - 0.5 * x

w1 = np.random.randn(1, 6)
b1 = np.random.randn(1, 6) * 0.1
w2 = np.random.randn(6, 4) * 0.5
b2 = np.random.randn(1, 4) * 0.1
w3 = np.random.randn(4, 1) * 0.5
b3 = np.zeros((1, 1))

learning_rate = 0.01
for epoch in range(400):
    z1 = x.dot(w1) + b1
    a1 = leaky_relu(z1)
    z2 = a1.dot(w2) + b2
    a2 = leaky_relu(z2)
    y_hat = a2.dot(w3) + b3

    loss = mse_loss(y_hat, y)

    d3 = 2 * (y_hat - y) / y.size
    d2 = d3.dot(w3.T) * d_leaky_relu(z2)
    d1 = d2.dot(w2.T) * d_leaky_relu(z1)

    w3 = w3 - learning_rate * a2.T.dot(d3)
    b3 = b3 - learning_rate * d3.sum(axis=0)
    w2 = w2 - learning_rate * a1.T.dot(d2)
    b2 = b2 - learning_rate * d2.sum(axis=0)
    w1 = w1 - learning_rate * x.T.dot(d1)
    b1 = b1 - learning_rate * d1.sum(axis=0)

    if (epoch + 1) % 100 == 0:
        print('Epoch: {}, loss: {:.5f}'.format(epoch + 1, loss))
