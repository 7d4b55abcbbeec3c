"""Goldens of vision's Resnet: torchvision's ResNet-18 (one training step's loss and gradients) and ResNet-50 (outputs), in float64.

Weights are made from the parameters' names on both sides (goldens.fill), since 45 MB do not belong in git.
Run with Debian's python3-torch and python3-torchvision: /usr/bin/python3 parity/resnet.py
"""
import torch
import torchvision

import goldens

torch.set_default_dtype(torch.float64)

OUT = "vision/src/test/resources/ai/hone/vision/"
x = goldens.tensor("input", 4, 3, 64, 64, scale=2)
target = torch.tensor([3, 0, 7, 3])

model = goldens.fill(torchvision.models.resnet18(num_classes=10))
arrays = {"input": x, "target": target}
model.eval()
arrays["evaluation.logits"] = model(x)
model.train()
logits = model(x)
loss = torch.nn.functional.cross_entropy(logits, target)
loss.backward()
arrays["logits"], arrays["loss"] = logits, loss.reshape(1)
for name, p in model.named_parameters():
    direction = goldens.tensor("direction." + name, *p.shape)
    arrays["summary." + name] = torch.stack([p.grad.norm(), (p.grad * direction).sum()])
for name in ["conv1.weight", "bn1.weight", "layer1.0.bn1.bias", "layer2.0.downsample.0.weight", "layer4.1.bn2.weight", "fc.weight", "fc.bias"]:
    arrays["gradient." + name] = dict(model.named_parameters())[name].grad
for name in ["bn1.running_mean", "layer4.1.bn2.running_var", "layer3.0.downsample.1.running_var"]:
    arrays["after." + name] = dict(model.named_buffers())[name]
goldens.write(OUT + "resnet18.safetensors", arrays, "parity/resnet.py", torchvision=torchvision.__version__)

x = goldens.tensor("input", 2, 3, 40, 40, scale=2)
model = goldens.fill(torchvision.models.resnet50(num_classes=10)).eval()
goldens.write(OUT + "resnet50.safetensors", {"input": x, "evaluation.logits": model(x)}, "parity/resnet.py", torchvision=torchvision.__version__)
