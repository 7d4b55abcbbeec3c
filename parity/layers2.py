"""Goldens of activations, transposed and one-dimensional convolutions, group norms, resizing and fastai's blocks, in float64.

fastai's blocks are written here with PyTorch's layers and fastai's names. Run with Debian's python3-torch: /usr/bin/python3 parity/layers2.py
"""
import torch
from torch import nn

import goldens

torch.set_default_dtype(torch.float64)

arrays = {}


def case(name, layer, *shape, train=True, scale=2.0):
    goldens.fill(layer).train(train)
    with torch.no_grad():
        for module in layer.modules():
            if isinstance(module, (nn.GroupNorm, nn.InstanceNorm1d, nn.InstanceNorm2d)) and module.weight is not None:
                module.weight.copy_(goldens.tensor(name + ".scale", *module.weight.shape, scale=0.5, shift=1))
                module.bias.copy_(goldens.tensor(name + ".shift", *module.bias.shape, scale=0.5))
    x = goldens.tensor(name + ".x", *shape, scale=scale).requires_grad_()
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


class ConcatPool1d(nn.Module):
    def forward(self, x):
        return torch.cat([nn.functional.adaptive_max_pool1d(x, 2), nn.functional.adaptive_avg_pool1d(x, 2)], 1)


def conv_layer(ni, nf, ks=3, stride=1, norm="batch", act=nn.ReLU, groups=1, ndim=2, transpose=False, norm_first=True):
    """fastai's ConvLayer; children that Hone has no parameters for keep their place."""
    kind = {(1, False): nn.Conv1d, (2, False): nn.Conv2d, (1, True): nn.ConvTranspose1d, (2, True): nn.ConvTranspose2d}[ndim, transpose]
    conv = kind(ni, nf, ks, stride=stride, padding=0 if transpose else (ks - 1) // 2, bias=norm is None, groups=groups)
    norms = {("batch", 1): nn.BatchNorm1d, ("batch", 2): nn.BatchNorm2d}
    after = []
    if norm == "instance":
        after.append((nn.InstanceNorm1d if ndim == 1 else nn.InstanceNorm2d)(nf, affine=True))
    elif norm is not None:
        after.append(norms[norm, ndim](nf))
    if act is not None:
        after.append(act())
    return nn.Sequential(conv, *(after if norm_first else reversed(after)))


class SqueezeExcite(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        inner = -(-(channels // reduction) // 8) * 8
        self.layers = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            conv_layer(channels, inner, 1, norm=None),
            conv_layer(inner, channels, 1, norm=None, act=nn.Sigmoid),
        )

    def forward(self, x):
        return x * self.layers(x)


class ResBlock(nn.Module):
    def __init__(self, expansion, ni, nf, stride=1, groups=1, reduction=None, ndim=2):
        super().__init__()
        inner, nf, ni = nf, nf * expansion, ni * expansion
        if expansion == 1:
            path = [conv_layer(ni, inner, 3, stride, groups=groups, ndim=ndim), conv_layer(inner, nf, 3, act=None, ndim=ndim)]
        else:
            path = [conv_layer(ni, inner, 1, ndim=ndim), conv_layer(inner, inner, 3, stride, groups=groups, ndim=ndim),
                    conv_layer(inner, nf, 1, act=None, ndim=ndim)]
        if reduction:
            path.append(SqueezeExcite(nf, reduction))
        self.convpath = nn.Sequential(*path)
        pool = nn.AvgPool1d if ndim == 1 else nn.AvgPool2d
        identity = [pool(stride, ceil_mode=True)] if stride != 1 else []
        if ni != nf:
            identity.append(conv_layer(ni, nf, 1, act=None, ndim=ndim))
        self.idpath = nn.Sequential(*identity)

    def forward(self, x):
        return nn.functional.relu(self.convpath(x) + self.idpath(x))


class Shuffled(nn.Sequential):
    """fastai's PixelShuffle_ICNR without weight norm, with blur."""

    def __init__(self, ni, nf, scale):
        super().__init__(conv_layer(ni, nf * scale**2, 1, norm=None), nn.PixelShuffle(scale), nn.ReplicationPad2d((1, 0, 1, 0)), nn.AvgPool2d(2, 1))


for name, layer in {
    "gelu": nn.GELU(), "geluTanh": nn.GELU(approximate="tanh"), "silu": nn.SiLU(), "mish": nn.Mish(), "leakyRelu": nn.LeakyReLU(),
    "leakyReluSteep": nn.LeakyReLU(0.3), "elu": nn.ELU(), "eluSmall": nn.ELU(0.4), "softplus": nn.Softplus(), "softplusSharp": nn.Softplus(3),
}.items():
    case(name, layer, 6, 7, scale=6)
case("softmax", nn.Softmax(-1), 3, 5)
case("softmaxChannels", nn.Softmax(1), 2, 3, 2, 2)
case("groupNorm", nn.GroupNorm(2, 6), 3, 6, 4, 5)
case("groupNormLine", nn.GroupNorm(3, 6, eps=0.01), 3, 6, 7)
case("groupNormRows", nn.GroupNorm(1, 6), 3, 6)
case("instanceNorm1d", nn.InstanceNorm1d(3), 2, 3, 9)
case("instanceNorm2d", nn.InstanceNorm2d(3), 2, 3, 4, 5)
case("instanceNormAffine", nn.InstanceNorm2d(3, affine=True), 2, 3, 4, 5)
case("batchNormLine", nn.BatchNorm1d(3), 4, 3, 5)
case("batchNormLineEvaluation", nn.BatchNorm1d(3), 4, 3, 5, train=False)
case("conv1d", nn.Conv1d(3, 4, 3), 2, 3, 9)
case("conv1dAll", nn.Conv1d(4, 6, 3, stride=2, padding=2, dilation=2, groups=2, bias=False), 2, 4, 11)
case("convTranspose1d", nn.ConvTranspose1d(3, 4, 3, stride=2, padding=1, output_padding=1), 2, 3, 6)
case("convTranspose2d", nn.ConvTranspose2d(3, 4, 2, stride=2), 2, 3, 4, 5)
case("convTranspose2dAll", nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1, dilation=2, groups=2, bias=False), 2, 4, 4, 3)
case("pixelShuffle", nn.PixelShuffle(2), 2, 8, 3, 2)
case("pixelShuffleIcnr", Shuffled(3, 2, 2), 2, 3, 3, 4)
case("upsampleNearest", nn.Upsample(scale_factor=3), 2, 2, 3, 2)
case("resizeNearest", nn.Upsample(size=(7, 5)), 2, 2, 4, 3)
case("upsampleBilinear", nn.Upsample(scale_factor=2, mode="bilinear"), 2, 2, 3, 4)
case("upsampleAligned", nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True), 2, 2, 3, 4)
case("resizeBilinear", nn.Upsample(size=(7, 2), mode="bilinear"), 2, 2, 4, 3)
case("resizeAligned", nn.Upsample(size=(7, 1), mode="bilinear", align_corners=True), 2, 2, 4, 3)
case("maxPool1d", nn.MaxPool1d(3, stride=2, padding=1), 2, 3, 8)
case("averagePool1d", nn.AvgPool1d(3, stride=2, padding=1), 2, 3, 8)
case("adaptiveConcatPool1d", ConcatPool1d(), 2, 3, 7)
case("convLayer", conv_layer(3, 4, stride=2), 3, 3, 6, 5)
case("convLayerActFirst", conv_layer(3, 4, act=nn.SiLU, norm_first=False), 2, 3, 5, 4)
case("convLayerInstance", conv_layer(3, 4, act=nn.Mish, norm="instance"), 2, 3, 5, 4)
case("convLayerLine", conv_layer(3, 4, ndim=1), 2, 3, 7)
case("convLayerTransposed", conv_layer(3, 4, 2, stride=2, transpose=True, norm=None, act=nn.Sigmoid), 2, 3, 3, 4)
case("squeezeExcite", SqueezeExcite(16, 2), 2, 16, 3, 4)
case("resBlock", ResBlock(1, 4, 4), 3, 4, 5, 6)
case("resBlockStrided", ResBlock(1, 3, 5, stride=2), 3, 3, 7, 5)
case("resBlockBottleneck", ResBlock(4, 2, 3, stride=2), 3, 8, 6, 7)
case("resBlockSqueezed", ResBlock(1, 8, 8, groups=2, reduction=2), 2, 8, 4, 4)
case("resBlockLine", ResBlock(1, 3, 4, stride=2, ndim=1), 3, 3, 9)
case("simpleCnn", nn.Sequential(conv_layer(3, 4, stride=2), conv_layer(4, 5, stride=2, norm=None),
                                nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())), 3, 3, 9, 8)
goldens.write("testkit/src/test/resources/ai/hone/testkit/layers2.safetensors", arrays, "parity/layers2.py")
