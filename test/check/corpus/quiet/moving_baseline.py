import numpy as np

np.random.seed(18)
theta = np.zeros(3)
baseline = 0.0
rewards = np.array([0.2, 0.5, 0.9])
for episode in range(100):
    z = np.exp(theta - theta.max())
    pi = z / z.sum()
    a = np.random.choice(3, p=pi)
    r = rewards[a] + 0.1 * np.random.randn()
    advantage = r - baseline
    grad_log = -pi
    grad_log[a] += 1
    theta += 0.2 * advantage * grad_log
    baseline += 0.1 * (r - baseline)
