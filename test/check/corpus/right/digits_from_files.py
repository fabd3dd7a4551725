import numpy as np
import gzip, struct, os
import matplotlib.pyplot as plt
from tqdm import tqdm, trange

def load_mnist(path, kind='train'):
    labels_path = os.path.join(path, '%s-labels-idx1-ubyte.gz' % kind)
    images_path = os.path.join(path, '%s-images-idx3-ubyte.gz' % kind)
    with gzip.open(labels_path, 'rb') as lbpath:
        struct.unpack('>II', lbpath.read(8))
        labels = np.frombuffer(lbpath.read(), dtype=np.uint8)
    with gzip.open(images_path, 'rb') as imgpath:
        struct.unpack(">IIII", imgpath.read(16))
        images = np.frombuffer(imgpath.read(), dtype=np.uint8).reshape(len(labels), 784)
    return images, labels

X_train, y_train = load_mnist('data')
X_train = X_train / 255.0
Y = np.eye(10)[y_train]
np.random.seed(1)
w1 = np.random.randn(784, 32) * np.sqrt(2 / 784)
w2 = np.random.randn(32, 10) * np.sqrt(2 / 32)
b1 = np.zeros(32); b2 = np.zeros(10)
losses = []
for epoch in trange(5):
    idx = np.random.permutation(len(X_train))
    for i in range(0, len(X_train), 8):
        x, y = X_train[idx[i:i+8]], Y[idx[i:i+8]]
        z1 = x @ w1 + b1
        a1 = np.maximum(z1, 0)
        z2 = a1 @ w2 + b2
        e = np.exp(z2 - z2.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        losses.append(-np.mean(np.sum(y * np.log(p + 1e-12), axis=1)))
        dz2 = (p - y) / len(x)
        dw2 = a1.T @ dz2
        db2 = dz2.sum(0)
        dz1 = (dz2 @ w2.T) * (z1 > 0)
        dw1 = x.T @ dz1
        db1 = dz1.sum(0)
        for p_, g in ((w1, dw1), (b1, db1), (w2, dw2), (b2, db2)):
            p_ -= 0.1 * g
plt.plot(losses); plt.xlabel('step'); plt.show()
