# a line through points, one point a step
points = [(1.0, 2.1), (2.0, 3.9), (3.0, 6.2), (4.0, 7.8)]
slope, offset = 0.0, 0.0
step = 0.01

for epoch in range(80):
    total = 0.0
    for x, y in points:
        guess = slope * x + offset
        err = guess - y
        loss = 0.5 * err * err
        total += loss
        slope -= step * err * x
        offset -= step * err
    if epoch % 20 == 0:
        print(epoch, total)
