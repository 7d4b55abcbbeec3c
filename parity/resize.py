"""Goldens of vision's Resample, Resize and RandomResizedCrop, made with Pillow and the formulas of fastai 2.7 (vision/core.py, vision/augment.py).

Run with Debian's python3-pil and python3-numpy: /usr/bin/python3 parity/resize.py
Writes vision/src/test/resources/ai/hone/vision/resize/: input PNGs, cases.txt (one case a line), one PNG for each case.
The build never needs this script.
"""
import math
import pathlib

import numpy
import PIL
from PIL import Image

OUT = pathlib.Path(__file__).parent.parent / "vision/src/test/resources/ai/hone/vision/resize"


def picture(width, height, seed):
    """Smooth colours, a checkerboard and noise: shrinking and growing both show."""
    random = numpy.random.RandomState(seed)
    y, x = numpy.mgrid[0:height, 0:width]
    red = 255 * x / max(1, width - 1)
    green = 255 * ((x // 2 + y // 3) % 2)
    blue = random.randint(0, 256, (height, width))
    return Image.fromarray(numpy.stack([red, green, blue], -1).astype(numpy.uint8))


def reflected(n, before, after):
    """Positions for a reflected axis. numpy.pad before 2.0 goes wrong where an uneven reflection repeats."""
    at = numpy.abs(numpy.arange(-before, n + after)) % max(1, 2 * (n - 1))
    return numpy.where(at < n, at, 2 * (n - 1) - at)


def pad(image, left, top, right, bottom, mode):
    pixels = numpy.asarray(image)
    if mode == "REFLECTION":
        return Image.fromarray(pixels[reflected(image.height, top, bottom)][:, reflected(image.width, left, right)])
    return Image.fromarray(numpy.pad(pixels, ((top, bottom), (left, right), (0, 0)), mode={"ZEROS": "constant", "BORDER": "edge"}[mode]))


def crop_pad(image, size, top_left, mode, to):
    """fastai's _do_crop_pad: cut out what is inside, pad what is outside, resize."""
    (w, h), (left, top) = size, top_left
    box = max(left, 0), max(top, 0), min(left + w, image.width), min(top + h, image.height)
    image = image.crop(box)
    before_x, before_y = max(-left, 0), max(-top, 0)
    after_x, after_y = max(w - image.width - before_x, 0), max(h - image.height - before_y, 0)
    if before_x or before_y or after_x or after_y:
        image = pad(image, before_x, before_y, after_x, after_y, mode)
    return image.resize(to, Image.BILINEAR)


def resize(image, height, width, method, mode, pct_x, pct_y):
    w, h = image.size
    if method == "SQUISH":
        return image.resize((width, height), Image.BILINEAR)
    ratios = w / width, h / height
    m = max(ratios) if method == "PAD" else min(ratios)
    box = int(m * width), int(m * height)
    return crop_pad(image, box, (int(pct_x * (w - box[0])), int(pct_y * (h - box[1]))), mode, (width, height))


def valid_crop(image, height, width, extra):
    extra = math.ceil(max(height, width) * extra / 8) * 8
    larger = image.resize((width + extra, height + extra), Image.BILINEAR)
    left, top = extra // 2, extra // 2
    return larger.crop((left, top, left + width, top + height))


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.glob("*"):
        old.unlink()
    pictures = {"wide": picture(53, 31, 1), "tall": picture(19, 64, 2), "dot": picture(1, 1, 3), "line": picture(40, 1, 4)}
    lines = [f"# Pillow {PIL.__version__}, numpy {numpy.__version__}; parity/resize.py. picture kind height width method pad x y"]
    for name, image in pictures.items():
        image.save(OUT / f"{name}.png", optimize=True)

    def keep(fields, image):
        image.save(OUT / f"case{len(lines)}.png", optimize=True)
        lines.append(" ".join(str(f) for f in fields))

    for name in ["wide", "tall"]:
        for height, width in [(16, 16), (20, 12), (70, 90), (31, 53), (7, 80), (64, 5)]:
            keep([name, "resize", height, width, "SQUISH", "ZEROS", 0.5, 0.5], resize(pictures[name], height, width, "SQUISH", "ZEROS", .5, .5))
        for height, width in [(16, 16), (24, 37), (40, 20)]:
            for x, y in [(0.5, 0.5), (0.1, 0.8)]:
                keep([name, "resize", height, width, "CROP", "ZEROS", x, y], resize(pictures[name], height, width, "CROP", "ZEROS", x, y))
                for mode in ["REFLECTION", "ZEROS", "BORDER"]:
                    keep([name, "resize", height, width, "PAD", mode, x, y], resize(pictures[name], height, width, "PAD", mode, x, y))
        keep([name, "validCrop", 16, 24, "0.14", "ZEROS", 0.5, 0.5], valid_crop(pictures[name], 16, 24, .14))
        keep([name, "grayscale", 0, 0, "-", "-", 0, 0], pictures[name].convert("L"))
    for name in ["dot", "line"]:
        keep([name, "resize", 9, 11, "SQUISH", "ZEROS", 0.5, 0.5], resize(pictures[name], 9, 11, "SQUISH", "ZEROS", .5, .5))
        keep([name, "resize", 9, 11, "PAD", "REFLECTION", 0.5, 0.5], resize(pictures[name], 9, 11, "PAD", "REFLECTION", .5, .5))
    (OUT / "cases.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
