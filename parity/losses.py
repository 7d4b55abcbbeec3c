"""Goldens of losses: values per item (or element), means, and gradients of the mean by the predictions, in float64.

Run with Debian's python3-torch: /usr/bin/python3 parity/losses.py
"""
import torch
from torch.nn import functional as F

import goldens

torch.set_default_dtype(torch.float64)

arrays = {}


def case(name, prediction, target, mean, items=None):
    """mean(prediction, target) is what trains; items(prediction, target) the loss of each item."""
    x = prediction.clone().requires_grad_()
    value = mean(x, target)
    value.backward()
    arrays.update({f"{name}.prediction": prediction, f"{name}.target": target, f"{name}.mean": value, f"{name}.gradient": x.grad})
    if items is not None:
        arrays[f"{name}.items"] = items(prediction, target)


def classes(name, *shape, count):
    values = goldens.numbers(name + ".target", int(torch.tensor(shape).prod()))
    return torch.from_numpy(((values.astype("float64") + 1) / 2 * count).astype("int64").clip(0, count - 1)).reshape(shape)


def cross_entropy(name, *shape, ignored=None, scale=4.0, **options):
    """shape [N, C, ...]; ignored: how many of the first positions carry the ignored index."""
    x = goldens.tensor(name + ".prediction", *shape, scale=scale)
    t = classes(name, shape[0], *shape[2:], count=shape[1])
    if ignored:
        t.view(-1)[:ignored] = options.get("ignore_index", -100)
    smooth = "label_smoothing" in options and "weight" in options
    items = None
    if len(shape) == 2 and not smooth:
        items = lambda p, y: F.cross_entropy(p, y, reduction="none", **options)
    case(name, x, t, lambda p, y: F.cross_entropy(p, y, **options), items)


weight = torch.tensor([1.0, 2.0, 0.5, 0.0, 3.0])
cross_entropy("ce", 6, 5)
cross_entropy("ceOneClass", 3, 1)
cross_entropy("ceExtreme", 6, 5, scale=100)
cross_entropy("ceWeights", 8, 5, weight=weight)
cross_entropy("ceIgnore", 8, 5, ignored=3, ignore_index=255)
cross_entropy("ceSmoothing", 6, 5, label_smoothing=0.1)
cross_entropy("ceSmoothingIgnore", 8, 5, ignored=3, label_smoothing=0.2)
cross_entropy("ceWeightsIgnore", 8, 5, ignored=3, weight=weight)
cross_entropy("ceSequence", 4, 5, 3)
cross_entropy("ceDense", 2, 5, 3, 4)
cross_entropy("ceDenseAll", 2, 5, 3, 4, ignored=5, weight=weight)
cross_entropy("ceDenseSmoothing", 2, 5, 3, 4, ignored=15, label_smoothing=0.1)
cross_entropy("ceAllIgnored", 3, 5, ignored=3)


def fastai_smoothing(p, y, weight, eps):
    """fastai's LabelSmoothingCrossEntropy: the smoothing term is not weighted."""
    logs = F.log_softmax(p, 1)
    return -logs.sum(1).mean() * eps / p.shape[1] + (1 - eps) * F.nll_loss(logs, y, weight=weight)


x = goldens.tensor("ceWeightsSmoothing.prediction", 8, 5, scale=4)
case("ceWeightsSmoothing", x, classes("ceWeightsSmoothing", 8, count=5), lambda p, y: fastai_smoothing(p, y, weight, 0.1))


def focal(gamma, weight=None, reduce=torch.mean):
    def loss(p, y):
        ce = F.cross_entropy(p, y, weight=weight, reduction="none")
        return reduce((1 - torch.exp(-ce)) ** gamma * ce)
    return loss


def focal_case(name, gamma, *shape, weight=None):
    items = focal(gamma, weight, lambda l: l) if len(shape) == 2 else focal(gamma, weight, lambda l: l.flatten(1).mean(1))
    case(name, goldens.tensor(name + ".prediction", *shape, scale=4), classes(name, shape[0], *shape[2:], count=shape[1]),
         focal(gamma, weight), items)


focal_case("focal", 2, 6, 5)
focal_case("focalHalf", 0.5, 6, 5)
focal_case("focalZero", 0, 6, 5)
focal_case("focalWeights", 3, 8, 5, weight=weight)
focal_case("focalDense", 2, 2, 3, 4, 2)


def elements(name, function, *shape, target=None, scale=4.0, binary=False, target_shape=None):
    p = goldens.tensor(name + ".prediction", *shape, scale=scale)
    t = goldens.tensor(name + ".target", *shape, scale=2)
    if binary:
        t = (t > 0).double()
    case(name, p, t if target_shape is None else t.reshape(target_shape), lambda a, b: function(a, b.reshape(a.shape), "mean"),
         lambda a, b: function(a, b.reshape(a.shape), "none").flatten(1).mean(1) if a.dim() > 1 else function(a, b, "none"))


bce = F.binary_cross_entropy_with_logits
elements("bce", lambda p, t, r: bce(p, t, reduction=r), 4, 3, binary=True)
elements("bceFlat", lambda p, t, r: bce(p, t, reduction=r), 5, binary=True)
elements("bceExtreme", lambda p, t, r: bce(p, t, reduction=r), 4, 3, binary=True, scale=100)
elements("bceSoft", lambda p, t, r: bce(p, (t + 2) / 4, reduction=r), 4, 3)
arrays["bceSoft.target"] = (arrays["bceSoft.target"] + 2) / 4
positive = torch.tensor([1.0, 3.0, 0.5])
elements("bcePosWeight", lambda p, t, r: bce(p, t, pos_weight=positive, reduction=r), 4, 3, binary=True)
elements("bcePosWeightOne", lambda p, t, r: bce(p, t, pos_weight=torch.tensor(2.5), reduction=r), 4, 3, binary=True)
elements("bcePosWeightDense", lambda p, t, r: bce(p, t, pos_weight=positive.view(3, 1, 1), reduction=r), 2, 3, 2, 2, binary=True)
for label, function in {"mse": F.mse_loss, "l1": F.l1_loss}.items():
    elements(label, lambda p, t, r: function(p, t, reduction=r), 4, 3)
    elements(label + "Flat", lambda p, t, r: function(p, t, reduction=r), 5)
    elements(label + "Column", lambda p, t, r: function(p, t, reduction=r), 5, 1, target_shape=[5])
    elements(label + "Points", lambda p, t, r: function(p, t, reduction=r), 3, 4, target_shape=[3, 2, 2])
elements("huber", lambda p, t, r: F.huber_loss(p, t, reduction=r), 4, 3)
elements("huberDelta", lambda p, t, r: F.huber_loss(p, t, reduction=r, delta=2.5), 4, 3)
elements("huberPicture", lambda p, t, r: F.huber_loss(p, t, reduction=r, delta=0.3), 2, 2, 3, 2)


def dice(p, y, square=False, smooth=1e-6):
    """fastai's DiceLoss, per item and class."""
    a = F.softmax(p, 1)
    t = F.one_hot(y, p.shape[1]).movedim(-1, 1).double()
    over = list(range(2, p.dim()))
    u = (a**2 + t if square else a + t).sum(over)
    return 1 - (2 * (a * t).sum(over) + smooth) / (u + smooth)


for label, square, reduce in (("dice", False, "sum"), ("diceSquares", True, "sum"), ("diceMean", False, "mean")):
    case(label, goldens.tensor(label + ".prediction", 2, 3, 4, 3, scale=4), classes(label, 2, 4, 3, count=3),
         lambda p, y: getattr(dice(p, y, square), reduce)(), lambda p, y: getattr(dice(p, y, square), reduce)(1))
goldens.write("testkit/src/test/resources/ai/hone/testkit/losses.safetensors", arrays, "parity/losses.py")
