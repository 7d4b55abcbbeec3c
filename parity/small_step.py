"""A training step of a small network in eager PyTorch, the peer of `benchmarks/run small-step`: 216 -> 200 -> 100 -> 2, Adam, accuracy.

Started by benchmarks/run with --peers pytorch. Needs torch.
"""
import math
import sys

import torch
from torch import nn
from torch.nn import functional as F

from turn import Turn

BATCHES = 64


def main():
    turn = Turn()
    batch = turn.number("batch")
    model = nn.Sequential(
        nn.Linear(216, 200, bias=False), nn.ReLU(inplace=True), nn.BatchNorm1d(200), nn.Dropout(0.1),
        nn.Linear(200, 100, bias=False), nn.ReLU(inplace=True), nn.BatchNorm1d(100), nn.Dropout(0.1),
        nn.Linear(100, 2))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    batches = [(torch.randn(batch, 216), torch.arange(batch) % 2) for _ in range(BATCHES)]
    correct, step = 0, 0
    turn.start()
    while not turn.done():
        x, y = batches[step % BATCHES]
        prediction = model(x)
        loss = F.cross_entropy(prediction, y)
        correct += (prediction.detach().argmax(1) == y).sum().item()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        if not math.isfinite(loss.item()):
            sys.exit("loss is not finite")
        step += 1
        turn.stamp()
    turn.finish()


if __name__ == "__main__":
    main()
