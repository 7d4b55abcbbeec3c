"""Goldens of layers: outputs, gradients of x and of every parameter, and running statistics, in float64.

Run with Debian's python3-torch: /usr/bin/python3 parity/layers.py
"""
import torch
from torch import nn

import goldens

torch.set_default_dtype(torch.float64)

arrays = {}


def case(name, layer, *shape, train=True):
    goldens.fill(layer).train(train)
    x = goldens.tensor(name + ".x", *shape, scale=2).requires_grad_()
    if "max" in name.lower() or "concat" in name.lower():
        assert x.unique().numel() == x.numel()
    for k, v in layer.state_dict().items():
        if not k.endswith("num_batches_tracked"):
            arrays[f"{name}.state.{k}"] = v.clone()
    y = layer(x)
    g = goldens.tensor(name + ".g", *y.shape)
    (y * g).sum().backward()
    arrays.update({f"{name}.x": x, f"{name}.y": y, f"{name}.g": g, f"{name}.dx": x.grad})
    for k, p in layer.named_parameters():
        arrays[f"{name}.d.{k}"] = p.grad
    for k, b in layer.named_buffers():
        if not k.endswith("num_batches_tracked"):
            arrays[f"{name}.after.{k}"] = b.clone()


class ConcatPool(nn.Module):
    def forward(self, x):
        return torch.cat([nn.functional.adaptive_max_pool2d(x, 1), nn.functional.adaptive_avg_pool2d(x, 1)], 1)


case("conv", nn.Conv2d(3, 4, 3), 2, 3, 7, 8)
case("convStrided", nn.Conv2d(3, 4, 7, stride=2, padding=3, bias=False), 2, 3, 11, 10)
case("convDilated", nn.Conv2d(3, 2, 3, padding=2, dilation=2), 2, 3, 7, 7)
case("convGrouped", nn.Conv2d(4, 6, 3, padding=1, groups=2), 2, 4, 5, 6)
case("convDepthwise", nn.Conv2d(4, 4, 3, stride=2, padding=1, groups=4), 2, 4, 7, 7)
case("convRectangular", nn.Conv2d(2, 3, (1, 5), stride=(2, 1), padding=(0, 2)), 2, 2, 6, 7)
case("convPointwise", nn.Conv2d(5, 3, 1, stride=2, bias=False), 2, 5, 5, 5)
case("linear", nn.Linear(7, 5), 4, 7)
case("linearPlain", nn.Linear(7, 5, bias=False), 4, 7)
case("batchNorm2d", nn.BatchNorm2d(3), 4, 3, 5, 6)
case("batchNorm2dEvaluation", nn.BatchNorm2d(3), 4, 3, 5, 6, train=False)
case("batchNorm1d", nn.BatchNorm1d(5), 6, 5)
case("batchNorm1dEvaluation", nn.BatchNorm1d(5), 6, 5, train=False)
case("batchNormRelu", nn.Sequential(nn.BatchNorm2d(3), nn.ReLU()), 4, 3, 5, 6)
case("layerNorm", nn.LayerNorm(5), 2, 3, 5)
case("layerNormEpsilon", nn.LayerNorm(7, eps=0.01), 4, 7)
case("layerNormEvaluation", nn.LayerNorm(5), 6, 5, train=False)
case("maxPool", nn.MaxPool2d(3, stride=2, padding=1), 2, 3, 8, 7)
case("maxPoolPlain", nn.MaxPool2d(2), 2, 3, 7, 6)
case("averagePool", nn.AvgPool2d(3, stride=2, padding=1), 2, 3, 8, 7)
case("adaptiveAveragePool", nn.AdaptiveAvgPool2d((3, 2)), 2, 3, 7, 5)
case("adaptiveConcatPool", ConcatPool(), 2, 3, 5, 4)
case("sigmoid", nn.Sigmoid(), 3, 5)
case("tanh", nn.Tanh(), 3, 5)
logits = goldens.tensor("logits", 6, 5, scale=4).requires_grad_()
targets = torch.tensor([0, 4, 2, 2, 1, 3])
losses = nn.functional.cross_entropy(logits, targets, reduction="none")
losses.mean().backward()
arrays.update({"crossEntropy.logits": logits, "crossEntropy.targets": targets, "crossEntropy.losses": losses,
               "crossEntropy.dlogits": logits.grad, "crossEntropy.activation": logits.softmax(1)})
goldens.write("testkit/src/test/resources/ai/hone/testkit/layers.safetensors", arrays, "parity/layers.py")
