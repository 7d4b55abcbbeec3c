"""Small picture files that Java cannot write, for vision's codec tests, and what Pillow reads from them.

Run with Debian's python3-pil and python3-numpy: /usr/bin/python3 parity/pictures.py
Writes vision/src/test/resources/ai/hone/vision/pictures/: files, and for each the PNG of Image.open(file).convert('RGB').
The build never needs this script.
"""
import pathlib

import numpy
from PIL import Image, ImageOps

OUT = pathlib.Path(__file__).parent.parent / "vision/src/test/resources/ai/hone/vision/pictures"


def smooth(width, height):
    y, x = numpy.mgrid[0:height, 0:width]
    return numpy.stack([255 * x / width, 255 * y / height, 128 + 60 * numpy.sin(x / 5)], -1).astype(numpy.uint8)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.glob("*"):
        old.unlink()
    rgb = Image.fromarray(smooth(40, 24))
    y, x = numpy.mgrid[0:24, 0:40]
    alpha = Image.fromarray(((x * 255) // 39).astype(numpy.uint8))
    rgba = rgb.copy()
    rgba.putalpha(alpha)
    palette = rgb.quantize(16)
    turned = Image.Exif()
    turned[0x0112] = 6
    rgb.save(OUT / "lossless.webp", lossless=True)
    rgb.save(OUT / "lossy.webp", quality=90)
    rgb.save(OUT / "turned.webp", lossless=True, exif=turned)
    rgb.save(OUT / "turned.png", exif=turned)
    rgb.convert("CMYK").save(OUT / "cmyk.jpg", quality=95)
    rgb.save(OUT / "progressive.jpg", quality=95, progressive=True)
    rgb.convert("L").save(OUT / "grey.jpg", quality=95)
    rgba.save(OUT / "alpha.png")
    rgb.convert("L").save(OUT / "grey.png")
    rgb.convert("LA").save(OUT / "grey-alpha.png")
    rgb.convert("1").save(OUT / "one-bit.png")
    palette.save(OUT / "palette.png")
    palette.save(OUT / "palette-transparent.png", transparency=3)
    palette.save(OUT / "palette.gif")
    palette.save(OUT / "palette-transparent.gif", transparency=3)
    palette.save(OUT / "animated.gif", save_all=True, append_images=[rgb.transpose(Image.FLIP_LEFT_RIGHT).quantize(16)])
    palette.save(OUT / "palette.bmp")
    rgb.save(OUT / "colour.bmp")
    for file in sorted(OUT.glob("*")):
        ImageOps.exif_transpose(Image.open(file)).convert("RGB").save(OUT / f"{file.name}.expected.png")


if __name__ == "__main__":
    main()
