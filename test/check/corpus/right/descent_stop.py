# minimise a quartic from where it rises to the left
def objective(x):
    return x ** 4 - 3 * x ** 3 + 2 * x


def slope(x):
    return 4 * x ** 3 - 9 * x ** 2 + 2


x = -0.2
rate = 0.01
tolerance = 1e-4
grad = slope(x)
count = 0
while abs(grad) > tolerance and count < 500:
    loss = objective(x)
    grad = slope(x)
    x = x - rate * grad
    count += 1
print(count, x, objective(x))
