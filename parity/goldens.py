"""What the parity scripts share: a safetensors writer with provenance, and numbers that both sides make from a name.

The format, by hand: 8 bytes little-endian length of the header, the header as JSON, then the arrays' raw little-endian bytes.
"""
import json
import pathlib
import platform

import numpy
import torch

ROOT = pathlib.Path(__file__).parent.parent
TYPES = {numpy.dtype("float32"): "F32", numpy.dtype("float64"): "F64", numpy.dtype("int64"): "I64"}


def numbers(name, count):
    """count float32 numbers in [-1, 1) from a name: splitmix64 over a counter that starts at the name's FNV-1a hash."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) % (1 << 64)
    z = numpy.uint64(seed) + (numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(0x9E3779B97F4A7C15))
    z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    z = z ^ (z >> numpy.uint64(31))
    return ((z >> numpy.uint64(40)).astype(numpy.float64) / 2**23 - 1).astype(numpy.float32)


def tensor(name, *shape, scale=1.0, shift=0.0):
    """numbers as a float64 tensor: float32(float32 number * float32 scale + float32 shift), so that both sides hold equal values."""
    n = int(numpy.prod(shape))
    values = numbers(name, n) * numpy.float32(scale) + numpy.float32(shift)
    return torch.from_numpy(values.astype(numpy.float64).reshape(shape))


def fill(model):
    """Gives every parameter and buffer values by its name, with norms such that most ReLUs are open (random signs make float32 gradients of deep
    networks ill-conditioned in any library)."""
    with torch.no_grad():
        norms = {n for n, m in model.named_modules() if isinstance(m, (torch.nn.BatchNorm1d, torch.nn.BatchNorm2d, torch.nn.LayerNorm))}
        for name, value in list(model.named_parameters()) + list(model.named_buffers()):
            owner, _, leaf = name.rpartition(".")
            if leaf == "num_batches_tracked":
                continue
            if owner in norms:
                scale, shift = {"weight": (0.1, 0.5), "bias": (0.25, 1.5), "running_mean": (0.1, 0), "running_var": (0.25, 1)}[leaf]
            elif leaf == "bias":
                scale, shift = 0.1, 0
            else:
                scale, shift = float(numpy.sqrt(3.0 * value.shape[0] / value.numel())), 0
            value.copy_(tensor(name, *value.shape, scale=scale, shift=shift))
    return model


def write(path, arrays, script, **facts):
    """Writes tensors (float64 as float32) as safetensors, and a note of how they were made beside it."""
    note = {"script": script, "torch": torch.__version__, "python": platform.python_version(), "computed": "in float64", **facts}
    header, blobs, offset = {}, [], 0
    for name, value in arrays.items():
        value = value.detach().cpu().numpy()
        if value.dtype == numpy.float64:
            value = value.astype(numpy.float32)
        blob = numpy.ascontiguousarray(value).tobytes()
        header[name] = {"dtype": TYPES[value.dtype], "shape": list(value.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    path = ROOT / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".json").write_text(json.dumps(note, indent=2) + "\n")
    path.write_bytes(len(text).to_bytes(8, "little") + text + b"".join(blobs))
    print(path.relative_to(ROOT), path.stat().st_size)
