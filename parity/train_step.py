"""A training step of ResNet-34 in PyTorch, the peer of `benchmarks/run train-step`: channels last, Adam, accuracy; bfloat16 by autocast.

Started by benchmarks/run with --peers pytorch. Needs torch; torchvision is not needed (the network is written out below).
"""
import math
import sys

import torch
from torch import nn
from torch.nn import functional as F

from turn import Turn

CLASSES, BATCHES = 10, 4


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        return F.relu(self.bn2(self.conv2(y)) + shortcut, inplace=True)


def resnet34():
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    inputs = 64
    for stage, blocks in enumerate((3, 4, 6, 3)):
        for block in range(blocks):
            outputs = 64 << stage
            layers.append(Block(inputs, outputs, 2 if block == 0 and stage > 0 else 1))
            inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, CLASSES))


def main():
    turn = Turn()
    batch, size = turn.number("batch"), turn.number("size")
    model = resnet34().to(memory_format=torch.channels_last).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    batches = [(torch.randn(batch, 3, size, size).to(memory_format=torch.channels_last), torch.arange(batch) % CLASSES)
               for _ in range(BATCHES)]
    correct, step = 0, 0
    turn.start()
    while not turn.done():
        x, y = batches[step % BATCHES]
        with turn.autocast():
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
