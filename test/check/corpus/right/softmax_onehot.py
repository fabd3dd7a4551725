import numpy as np

np.random.seed(1)
features = np.vstack([np.random.randn(7, 2) + np.array([0, -3]),
                      np.random.randn(7, 2) + np.array([3, 3]),
                      np.random.randn(7, 2) + np.array([-3, 3])])
labels = np.array([0] * 7 + [1] * 7 + [2] * 7)
one_hot_labels = np.zeros((21, 3))
for i in range(21):
    one_hot_labels[i, labels[i]] = 1


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_der(x):
    return sigmoid(x) * (1 - sigmoid(x))


def softmax(A):
    expA = np.exp(A)
    return expA / expA.sum(axis=1, keepdims=True)


instances = features.shape[0]
attributes = features.shape[1]
hidden_nodes = 4
output_labels = 3

wh = np.random.rand(attributes, hidden_nodes)
bh = np.random.randn(hidden_nodes)
wo = np.random.rand(hidden_nodes, output_labels)
bo = np.random.randn(output_labels)
lr = 0.02

error_cost = []
for epoch in range(1000):
    # feedforward
    zh = np.dot(features, wh) + bh
    ah = sigmoid(zh)
    zo = np.dot(ah, wo) + bo
    ao = softmax(zo)

    # back propagation, phase 1
    dcost_dzo = ao - one_hot_labels
    dzo_dwo = ah
    dcost_wo = np.dot(dzo_dwo.T, dcost_dzo)
    dcost_bo = dcost_dzo

    # phase 2
    dzo_dah = wo
    dcost_dah = np.dot(dcost_dzo, dzo_dah.T)
    dah_dzh = sigmoid_der(zh)
    dzh_dwh = features
    dcost_wh = np.dot(dzh_dwh.T, dah_dzh * dcost_dah)
    dcost_bh = dcost_dah * dah_dzh

    # update weights
    wh -= lr * dcost_wh
    bh -= lr * dcost_bh.sum(axis=0)
    wo -= lr * dcost_wo
    bo -= lr * dcost_bo.sum(axis=0)

    if epoch % 200 == 0:
        loss = np.sum(-one_hot_labels * np.log(ao))
        print('Loss function value: ', loss)
        error_cost.append(loss)
