"""Goldens of 20 one-cycle Adam steps on a small network, in float64: fastai's Adam, schedule and groups rewritten on plain PyTorch.

Run with Debian's python3-torch: /usr/bin/python3 parity/train20.py
"""
import math

import torch
from torch import nn

import goldens

torch.set_default_dtype(torch.float64)

STEPS, BATCHES = 20, 4
MAXIMA = [2e-3, 2e-2]  # of the two groups: convolutions with norms, classifier
BETA2, EPS, DECAY = 0.99, 1e-5, 0.3  # decay far above the usual 0.01, so that a mistake in it shows


def cosine(start, end, p):
    return start + (1 + math.cos(math.pi * (1 - p))) * (end - start) / 2


def one_cycle(start, middle, end, p, warm=0.25):
    return cosine(start, middle, p / warm) if p < warm else cosine(middle, end, (p - warm) / (1 - warm))


model = goldens.fill(nn.Sequential(
    nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(8, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 5)))
x = goldens.tensor("inputs", BATCHES, 16, 3, 12, 12)
target = torch.from_numpy((goldens.numbers("targets", BATCHES * 16).astype("float64") * 2.5 + 2.5).astype("int64").reshape(BATCHES, 16))
# Something to learn: a class's own pattern on top of the noise.
x = (x + goldens.tensor("patterns", 5, 3, 12, 12)[target] * 0.5).float().double()

arrays = {"inputs": x, "targets": target}
for name, value in model.state_dict().items():
    if not name.endswith("num_batches_tracked"):
        arrays["initial." + name] = value.clone()

group = {name: 1 if name.startswith("9.") else 0 for name, _ in model.named_parameters()}
decays = {name: not name.endswith("bias") and not name.startswith(("1.", "5.")) for name in group}
mean = {name: torch.zeros_like(p) for name, p in model.named_parameters()}
square = {name: torch.zeros_like(p) for name, p in model.named_parameters()}
losses, rates, momenta = [], [], []
model.train()
for step in range(STEPS):
    p = step / STEPS
    rate = [one_cycle(m / 25, m, m / 1e5, p) for m in MAXIMA]
    beta1 = one_cycle(0.95, 0.85, 0.95, p)
    model.zero_grad()
    loss = nn.functional.cross_entropy(model(x[step % BATCHES]), target[step % BATCHES])
    loss.backward()
    with torch.no_grad():
        for name, w in model.named_parameters():
            lr = rate[group[name]]
            if decays[name]:
                w *= 1 - lr * DECAY
            mean[name] = beta1 * mean[name] + (1 - beta1) * w.grad
            square[name] = BETA2 * square[name] + (1 - BETA2) * w.grad**2
            t = step + 1
            # fastai corrects the bias of the mean by the momentum of this step to the power of the step count
            w -= lr / (1 - beta1**t) * mean[name] / ((square[name] / (1 - BETA2**t)).sqrt() + EPS)
    losses.append(loss.item())
    rates.append(rate[1])
    momenta.append(beta1)
arrays["losses"] = torch.tensor(losses)
arrays["rates"], arrays["momenta"] = torch.tensor(rates), torch.tensor(momenta)
for name in ["0.weight", "1.weight", "5.bias", "5.running_var", "9.weight", "9.bias"]:
    arrays["final." + name] = model.state_dict()[name]
model.eval()
arrays["evaluation.logits"] = model(x[0])
print(losses)
goldens.write("testkit/src/test/resources/ai/hone/testkit/train20.safetensors", arrays, "parity/train20.py", steps=STEPS, maxima=MAXIMA, decay=DECAY)
