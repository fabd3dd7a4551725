/** The document that `chainrule init` writes: one of each kind of cell, and how prose refers to them. */
export const template = `---
title: One neuron, by hand
author: Your name
---

A model is stated once. Everything below is computed from it when the document is built: \`chainrule build\`.

## The model

\`\`\`model #neuron
input x = 0.5, y = 1
param w = 0.3, b = 0.1
z     = w*x + b
y_hat = sigmoid(z)
loss L = (y_hat - y)^2 / 2
\`\`\`

At the start the prediction is \`{neuron} y_hat\` and the loss \`{neuron} L:.3f\`.

## Its derivatives

\`\`\`derive of=neuron
\`\`\`

\`\`\`graph #chain of=neuron values caption="Values flow forward, derivatives back."
\`\`\`

## Training

\`\`\`train #run of=neuron rate=0.5 epochs=12 caption="The loss falls."
\`\`\`

After \`{run} epochs\` epochs (see [](#run)) the loss is \`{run} L\`. A number that is written by hand is checked: training
begins at a loss of [0.096](#neuron.L).

## The same by hand

\`\`\`python #by-hand
import numpy as np

x, y = 0.5, 1.0
w, b = 0.3, 0.1
rate = 0.5

for epoch in range(12):
    z = w * x + b
    y_hat = 1 / (1 + np.exp(-z))
    loss = 0.5 * (y_hat - y) ** 2

    dL_dz = (y_hat - y) * y_hat * (1 - y_hat)
    w = w - rate * dL_dz * x
    b = b - rate * dL_dz

print(f"w = {w:.4f}, b = {b:.4f}")
\`\`\`

By hand \`w\` ends at \`{python} w\`, and the model has it at \`{run} w\`.
`;
