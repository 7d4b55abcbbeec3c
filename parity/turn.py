"""One contestant's turn in PyTorch: told what to do by arguments name=value, it tells benchmarks/run what it measured, in lines that begin with @.

The same as benchmarks/src/main/java/ai/hone/benchmarks/Turn.java. Needs torch.
"""
import sys
import time

import torch


class Turn:
    def __init__(self):
        self.settings = dict(argument.split("=", 1) for argument in sys.argv[1:])
        self.samples, self.stamps, self.last = [], 0, 0.0
        torch.manual_seed(42)
        torch.set_num_threads(self.number("threads"))

    def text(self, name):
        return self.settings[name]

    def number(self, name):
        return int(self.settings[name])

    def autocast(self):
        return torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.text("precision") == "bfloat16")

    def start(self):
        self.last = time.perf_counter()

    def stamp(self):
        """Ends a step and begins the next; the first warmUp steps do not count."""
        now = time.perf_counter()
        self.record(1000 * (now - self.last))
        self.last = now

    def record(self, milliseconds):
        self.stamps += 1
        if self.stamps > self.number("warmUp"):
            self.samples.append(milliseconds)

    def done(self):
        return len(self.samples) >= self.number("steps")

    def finish(self, more=""):
        for sample in self.samples:
            print(f"@sample {sample:.6f}")
        print(f"@runtime PyTorch {torch.__version__}{more}, Python {sys.version.split()[0]}")
        print(f"@peak {peak_kibibytes()}", flush=True)


def peak_kibibytes():
    """The peak of this process's resident set, 0 where the system does not say."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return 0
