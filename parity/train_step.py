"""One training step of ResNet-34 in PyTorch, the peer of TrainStepBenchmark: same shapes, float32, channels last, Adam, accuracy.

Started by `benchmarks/run TrainStep --peer`; prints one CSV line: benchmark,parameters,score,error,unit,samples,best,runtime.
Needs torch; torchvision is not needed (the network is written out below).
"""
import math
import os
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

BATCH, SIZE, CLASSES, STEPS, WARM_UP, SAMPLES = 16, 128, 10, 4, 3, 16
THREADS = int(os.environ.get("OMP_NUM_THREADS", "2"))


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
    torch.manual_seed(42)
    torch.set_num_threads(THREADS)
    model = resnet34().to(memory_format=torch.channels_last).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.99), eps=1e-5, weight_decay=0.01)
    batches = [(torch.randn(BATCH, 3, SIZE, SIZE).to(memory_format=torch.channels_last), torch.randint(0, CLASSES, (BATCH,)))
               for _ in range(STEPS)]
    times = []
    for sample in range(WARM_UP + SAMPLES):
        start = time.perf_counter()
        correct = 0
        for x, y in batches:
            prediction = model(x)
            loss = F.cross_entropy(prediction, y)
            correct += (prediction.detach().argmax(1) == y).sum().item()
            loss.backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            if not math.isfinite(loss.item()):
                sys.exit("loss is not finite")
        times.append(1000 * (time.perf_counter() - start) / STEPS)
        print(f"PyTorch epoch {sample}: {times[-1]:.1f} ms a step", file=sys.stderr)
    times = times[WARM_UP:]
    # Half the 99.9 % confidence interval, as JMH's error; 4.073 is Student's t for 15 degrees of freedom.
    error = 4.073 * statistics.stdev(times) / math.sqrt(len(times))
    print(f"peer.PyTorch.step,batch={BATCH} size={SIZE} threads={THREADS} channels_last float32,{statistics.mean(times):.3f},"
          f"{error:.3f},ms/op,{len(times)},{min(times):.3f},PyTorch {torch.__version__} Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main()
