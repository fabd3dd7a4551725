xs = [0.1, 0.2, 0.3, 0.4]
fs = [0.52, 0.98, 1.55, 2.01]
k = 1.0
rate = 0.5
for step in range(200):
    loss = sum((k * x - f) ** 2 for x, f in zip(xs, fs)) / 4
    dk = sum(2 * (k * x - f) * x for x, f in zip(xs, fs)) / 4
    k -= rate * dk
print(k)
