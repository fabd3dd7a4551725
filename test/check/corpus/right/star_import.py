from numpy import *

random.seed(99)

X = array([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
Y = array([[0.], [0.], [0.], [1.]])

W = random.randn(2, 3)
U = random.randn(3, 1)
c = zeros((1, 3))
d = zeros((1, 1))
rate = .5

def sig(z): return 1 / (1 + exp(-z))

err = 1.0
count = 0
while err > 0.01 and count < 3000:
    H = sig(dot(X, W) + c)
    P = sig(dot(H, U) + d)
    err = sum((P - Y) ** 2) / 2

    dP = (P - Y) * P * (1 - P)
    dH = dot(dP, U.T) * H * (1 - H)

    U = U - rate * dot(H.T, dP)
    d = d - rate * sum(dP, axis=0)
    W = W - rate * dot(X.T, dH)
    c = c - rate * sum(dH, axis=0)
    count += 1

print(count, err)
print(round(P, 2))
