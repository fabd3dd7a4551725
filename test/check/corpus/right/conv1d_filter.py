import numpy as np

# a learned filter over a signal, valid positions only, then a mean and a logistic unit
np.random.seed(4)
signals = np.random.randn(6, 10)
labels = (signals.max(axis=1) > 1.2).astype(float)

kernel = np.random.randn(3) * 0.5
shift = 0.1
gain = 0.8
offset = 0.0
rate = 0.2

for epoch in range(25):
    d_kernel = np.zeros(3)
    d_shift = 0.0
    d_gain = 0.0
    d_offset = 0.0
    loss = 0.0
    for signal, label in zip(signals, labels):
        width = len(signal) - len(kernel) + 1
        response = np.zeros(width)
        for i in range(width):
            response[i] = np.dot(signal[i:i + 3], kernel) + shift
        active = np.tanh(response)
        pooled = active.mean()
        p = 1 / (1 + np.exp(-(gain * pooled + offset)))
        loss += -(label * np.log(p) + (1 - label) * np.log(1 - p)) / len(signals)

        d_logit = (p - label) / len(signals)
        d_gain += d_logit * pooled
        d_offset += d_logit
        d_active = d_logit * gain * np.ones(width) / width
        d_response = d_active * (1 - active ** 2)
        for i in range(width):
            d_kernel += d_response[i] * signal[i:i + 3]
        d_shift += d_response.sum()
    kernel -= rate * d_kernel
    shift -= rate * d_shift
    gain -= rate * d_gain
    offset -= rate * d_offset
    if epoch % 5 == 0:
        print(epoch, loss)
