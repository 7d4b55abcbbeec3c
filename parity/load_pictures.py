"""JPEG files to augmented batches with PyTorch's DataLoader, torchvision and PIL, the peer of `benchmarks/run data-loader`.

The transforms are the nearest that torchvision has to Hone's augTransforms: flip, perspective, rotation with zoom, brightness and
contrast, each for as many pictures. They run on worker processes; the time is a batch's, averaged over a pass.
Started by benchmarks/run with --peers pytorch. Needs torch, torchvision and PIL.
"""
import time

import PIL
import torchvision
from torch.utils.data import ConcatDataset, DataLoader
from torchvision import transforms as T

from turn import Turn


def main():
    turn = Turn()
    size = turn.number("size")
    resize = T.Compose([T.Resize(size), T.CenterCrop(size)])
    item = resize if turn.text("item") == "resize" else T.RandomResizedCrop(size)
    steps = T.Compose([
        item,
        T.RandomHorizontalFlip(),
        T.RandomPerspective(0.2, p=0.75, interpolation=T.InterpolationMode.BILINEAR),
        T.RandomApply([T.RandomAffine(10, scale=(1, 1.1), interpolation=T.InterpolationMode.BILINEAR)], p=0.75),
        T.RandomApply([T.ColorJitter(brightness=0.2, contrast=0.2)], p=0.75),
        T.ToTensor(),
        T.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ])
    pictures = torchvision.datasets.ImageFolder(turn.text("pictures"), steps)
    loader = DataLoader(ConcatDataset([pictures] * turn.number("repeats")), batch_size=turn.number("batch"), shuffle=True,
                        num_workers=turn.number("workers"), drop_last=True, persistent_workers=True)
    while not turn.done():
        start = time.perf_counter()
        for _ in loader:
            pass
        turn.record(1000 * (time.perf_counter() - start) / len(loader))
    turn.finish(f", torchvision {torchvision.__version__}, PIL {PIL.__version__}")


if __name__ == "__main__":
    main()
