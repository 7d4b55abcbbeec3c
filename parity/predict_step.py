"""ResNet-34's predictions in PyTorch, the peer of `benchmarks/run predict`: from decoded pictures to classes with probabilities.

Channels last; bfloat16 by autocast. Started by benchmarks/run with --peers pytorch. Needs torch.
"""
import torch

from train_step import resnet34
from turn import Turn


def main():
    turn = Turn()
    batch, size = turn.number("batch"), turn.number("size")
    model = resnet34().to(memory_format=torch.channels_last).eval()
    pictures = torch.randint(0, 256, (batch, size, size, 3), dtype=torch.uint8)
    mean = torch.tensor([0.485, 0.456, 0.406]).reshape(1, 3, 1, 1)
    deviation = torch.tensor([0.229, 0.224, 0.225]).reshape(1, 3, 1, 1)
    with torch.inference_mode():
        turn.start()
        while not turn.done():
            # The permutation of [N, H, W, C] is channels last already.
            x = pictures.permute(0, 3, 1, 2).float().div_(255).sub_(mean).div_(deviation)
            with turn.autocast():
                logits = model(x)
            probabilities = logits.float().softmax(1)
            if len(list(zip(probabilities.argmax(1).tolist(), probabilities.tolist()))) != batch:
                raise SystemExit("expected one prediction a picture")
            turn.stamp()
    turn.finish()


if __name__ == "__main__":
    main()
