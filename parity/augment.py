"""Goldens of vision's Augmentation: the formulas of fastai 2.7 (vision/augment.py) on PyTorch's affine_grid, grid_sample and interpolate.

Run with Debian's python3-torch: /usr/bin/python3 parity/augment.py
Writes vision/src/test/resources/ai/hone/vision/augment.txt. The build never needs this script.
"""
import math
import pathlib

import torch
import torch.nn.functional as F

OUT = pathlib.Path(__file__).parent.parent / "vision/src/test/resources/ai/hone/vision/augment.txt"
CHANNELS = 2
X_SIGNS, Y_SIGNS = [1, -1, 1, -1, -1, 1, 1, -1], [1, 1, -1, 1, -1, -1, 1, -1]
STRAIGHT = [1, 1, 1, 0, 1, 0, 0, 0]


def matrix(a, b, c, d, e, f):
    return torch.tensor([[a, b, c], [d, e, f], [0, 0, 1]], dtype=torch.float64)


def warp(coords, x, y):
    origin = torch.tensor([[-1, -1], [-1, 1], [1, -1], [1, 1]], dtype=torch.float64)
    target = torch.tensor([[-1 - y, -1 - x], [-1 + y, 1 + x], [1 + y, -1 + x], [1 - y, 1 - x]], dtype=torch.float64)
    rows = []
    for p, q in zip(origin, target):
        rows.append([q[0], q[1], 1, 0, 0, 0, -p[0] * q[0], -p[0] * q[1]])
        rows.append([0, 0, 0, q[0], q[1], 1, -p[1] * q[0], -p[1] * q[1]])
    s = torch.linalg.solve(torch.tensor(rows, dtype=torch.float64), origin.reshape(8))
    m = torch.cat([s, torch.ones(1, dtype=torch.float64)]).view(3, 3)
    out = coords.view(-1, 2) @ m[:, :2].T + m[:, 2]
    return (out / out[:, 2:])[:, :2].view(*coords.shape)


def grid_sample(x, coords, pad):
    z = 1 / (coords.max() - coords.min()).item() * 2
    d = min(x.shape[-2] / coords.shape[-3], x.shape[-1] / coords.shape[-2]) / 2
    if d > 1 and d > z:
        x = F.interpolate(x, scale_factor=1 / d, mode="area", recompute_scale_factor=True)
    return F.grid_sample(x, coords, mode="bilinear", padding_mode=pad, align_corners=True)


def augment(x, size, dihedral, rotate, zoom, column, row, warp_x, warp_y, brightness, contrast, pad):
    h, w = x.shape[-2:]
    xs, ys, straight = X_SIGNS[dihedral], Y_SIGNS[dihedral], STRAIGHT[dihedral]
    m = matrix(xs * straight, xs * (1 - straight), 0, ys * (1 - straight), ys * straight, 0)
    t = math.radians(rotate)
    m = m @ matrix(math.cos(t), math.sin(t), 0, -math.sin(t), math.cos(t), 0)
    s = 1 / zoom
    m = m @ matrix(s, 0, (1 - s) * (2 * column - 1), 0, s, (1 - s) * (2 * row - 1))
    m[0, 1] *= h / w
    m[1, 0] *= w / h
    coords = F.affine_grid(m[None, :2], (1, CHANNELS, *size), align_corners=True)
    if warp_x or warp_y:
        coords = warp(coords, warp_x, warp_y)
    x = grid_sample(x, coords, pad).clamp(1e-7, 1 - 1e-7)
    y = torch.logit(x) + torch.logit(torch.tensor(brightness, dtype=torch.float64))
    return torch.sigmoid(y * contrast)


def main():
    torch.manual_seed(1)
    cases = [
        # h w outH outW dihedral rotate zoom column row warpX warpY brightness contrast pad
        (5, 7, 5, 7, 1, 0, 1, .5, .5, 0, 0, .5, 1, "reflection"),
        (5, 7, 5, 7, 0, 9, 1, .5, .5, 0, 0, .5, 1, "reflection"),
        (5, 7, 5, 7, 0, 0, 1.08, .2, .9, 0, 0, .5, 1, "reflection"),
        (5, 7, 5, 7, 0, 0, 1, .5, .5, .2, -.1, .5, 1, "reflection"),
        (6, 5, 6, 5, 1, -7, 1.1, .7, .1, -.15, .19, .56, .87, "reflection"),
        (6, 5, 6, 5, 1, -7, 1.1, .7, .1, -.15, .19, .41, 1, "zeros"),
        (6, 5, 6, 5, 0, 40, .4, .7, .1, .1, .05, .5, 1.24, "border"),
        (6, 5, 6, 5, 0, 40, .3, .7, .1, .1, .05, .5, 1, "reflection"),
        (6, 5, 6, 5, 0, 40, .4, .7, .1, .1, .05, .6, 1.25, "zeros"),
        (4, 6, 7, 9, 0, 10, 1.1, .3, .6, .1, .05, .45, 1.1, "reflection"),
        (13, 17, 4, 5, 0, 10, 1.1, .3, .6, .1, .05, .45, 1.1, "reflection"),
        (23, 20, 4, 4, 0, 0, 1, .5, .5, 0, 0, .5, 1, "reflection"),
        (23, 20, 4, 4, 0, 0, 3.5, .5, .5, 0, 0, .5, 1, "reflection"),
        (1, 5, 1, 5, 0, 5, 1.1, .2, .3, 0, 0, .5, 1, "reflection"),
        (4, 4, 1, 1, 0, 5, 1.1, .2, .3, 0, 0, .5, 1, "reflection"),
    ] + [(4, 4, 4, 4, i, 0, 1, .5, .5, 0, 0, .5, 1, "reflection") for i in range(8)]
    lines = [f"# PyTorch {torch.__version__}, float64; parity/augment.py. Three lines a case: parameters, input [{CHANNELS}, h, w], output."]
    for h, w, out_h, out_w, *rest in cases:
        x = (torch.rand(1, CHANNELS, h, w, dtype=torch.float64) * 10000).round() / 10000
        y = augment(x, (out_h, out_w), *rest)
        lines.append(" ".join(str(v) for v in (h, w, out_h, out_w, *rest)))
        lines.append(" ".join(f"{v:.4f}" for v in x.flatten().tolist()))
        lines.append(" ".join(f"{v:.7f}" for v in y.flatten().tolist()))
    OUT.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
