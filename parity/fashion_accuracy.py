"""ResNet-18 on Fashion-MNIST for three epochs in PyTorch, by the recipe of benchmarks' FashionAccuracy. Arguments: seed, folder of the data set. Prints a line of CSV.

Needs torch and torchvision. Float32, channels last. fastai's one cycle: the rate from max/25 to max over a quarter of the steps, then to max/1e5, by cosines; beta1 0.95, 0.85, 0.95.
"""
import gzip
import math
import sys
import time

import numpy
import torch
import torchvision

EPOCHS, BATCH, MAXIMUM, WARM = 3, 128, 3e-3, 0.25


def read(folder, part):
    with gzip.open(f"{folder}/{part}-images-idx3-ubyte.gz") as file:
        images = numpy.frombuffer(file.read(), numpy.uint8, offset=16).reshape(-1, 1, 28, 28)
    with gzip.open(f"{folder}/{part}-labels-idx1-ubyte.gz") as file:
        labels = numpy.frombuffer(file.read(), numpy.uint8, offset=8)
    x = (torch.from_numpy(images.astype(numpy.float32)) / 255 - 0.2860) / 0.3530
    return x, torch.from_numpy(labels.astype(numpy.int64))


def cosine(start, end, position):
    return start + (1 - math.cos(math.pi * position)) * (end - start) / 2


def cycle(low, high, final, position):
    return cosine(low, high, position / WARM) if position < WARM else cosine(high, final, (position - WARM) / (1 - WARM))


def main(seed, folder):
    torch.manual_seed(seed)
    x, y = read(folder, "train")
    model = torchvision.models.resnet18(num_classes=10)
    model.conv1 = torch.nn.Conv2d(1, 64, 7, 2, 3, bias=False)
    torch.nn.init.kaiming_normal_(model.conv1.weight, mode="fan_out", nonlinearity="relu")
    model = model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), lr=MAXIMUM, betas=(0.9, 0.99), eps=1e-5)
    start, step, steps = time.time(), 0, EPOCHS * (len(x) // BATCH)
    for _ in range(EPOCHS):
        model.train()
        order = torch.randperm(len(x))
        for i in range(len(x) // BATCH):
            rows = order[i * BATCH : (i + 1) * BATCH]
            group = optimizer.param_groups[0]
            group["lr"] = cycle(MAXIMUM / 25, MAXIMUM, MAXIMUM / 1e5, step / steps)
            group["betas"] = (cycle(0.95, 0.85, 0.95, step / steps), 0.99)
            loss = torch.nn.functional.cross_entropy(model(x[rows].to(memory_format=torch.channels_last)), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1
    model.eval()
    x, y = read(folder, "t10k")
    with torch.no_grad():
        right = sum(int((model(a).argmax(1) == b).sum()) for a, b in zip(x.split(1000), y.split(1000)))
    print(f"pytorch,float32,{seed},{right / len(x):.4f},{time.time() - start:.0f}", flush=True)


main(int(sys.argv[1]), sys.argv[2])
