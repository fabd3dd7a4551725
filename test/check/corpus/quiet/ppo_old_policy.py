import numpy as np

np.random.seed(22)
theta = np.random.randn(4) * 0.1
actions = np.random.randint(4, size=12)
advantages = np.random.randn(12)

def log_policy(theta):
    return theta - np.log(np.sum(np.exp(theta)))

old = log_policy(theta)[actions]
for k in range(10):
    now = log_policy(theta)
    ratio = np.exp(now[actions] - old)
    loss = -np.mean(ratio * advantages)
    grad = np.zeros(4)
    pi = np.exp(now)
    for a, q, adv in zip(actions, ratio, advantages):
        grad += q * adv * pi
        grad[a] -= q * adv
    theta = theta - 0.05 * grad / len(actions)
